using Microsoft.Extensions.Logging;
using MiniStack.Operator.Runtime.Client;

namespace MiniStack.Operator.Runtime.LeaderElection;

/// <summary>
/// Lets one process work at a time, by a Lease.
/// </summary>
/// <remarks>
/// A lease is taken when it is free, our own, or was seen unchanged for as long as its holder asked for. The holder stops when it could not
/// renew for <see cref="LeaderElectionSettings.RenewDeadline"/>, counted from the moment it sent the last renewal that arrived: before anyone
/// else may start. Assumes that clocks run at about the same speed, not that they agree.
/// </remarks>
public sealed partial class LeaderElector(
    ApiClient client, LeaderElectionSettings settings, Leadership leadership, TimeProvider time, ILogger<LeaderElector> logger)
{
    private readonly LeaseStore _leases = new(client, settings);

    /// <summary>Waits for the lease, and works while it is held.</summary>
    /// <param name="work">Cancelled at once when the lease is lost; on a stop the lease is kept until it has ended.</param>
    /// <returns>False when the lease was lost: the work may not have ended, and the process has to.</returns>
    /// <exception cref="OperationCanceledException">Stopped before it ever led.</exception>
    public async Task<bool> RunAsync(Func<CancellationToken, Task> work, CancellationToken stoppingToken)
    {
        var (lease, acquired) = await AcquireAsync(stoppingToken);
        leadership.State = LeadershipState.Leading;
        LogAcquired(settings.Namespace, settings.Name, settings.Identity);

        using var leading = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        using var renewing = new CancellationTokenSource();
        var working = work(leading.Token);
        var renewal = RenewAsync(lease, acquired, renewing.Token);
        await Task.WhenAny(working, renewal);
        if (!working.IsCompleted || await IsLostAsync())
        {
            leadership.State = LeadershipState.Lost;
            await leading.CancelAsync();
            return false;
        }

        leadership.State = LeadershipState.Standby;
        await ReleaseAsync((await renewal)!);
        await working;
        return true;

        async Task<bool> IsLostAsync()
        {
            await renewing.CancelAsync();
            return await renewal is null;
        }
    }

    private async Task<(LeaseVersion Lease, long Since)> AcquireAsync(CancellationToken cancellationToken)
    {
        var observation = new LeaseObservation(time);
        while (true)
        {
            try
            {
                var started = time.GetTimestamp();
                if (await WithTimeoutAsync(token => TryAcquireAsync(observation, token), settings.RenewDeadline, cancellationToken) is { } lease)
                {
                    return (lease, started);
                }

                if (leadership.State == LeadershipState.Unknown)
                {
                    LogWaiting(settings.Namespace, settings.Name);
                    leadership.State = LeadershipState.Standby;
                }
            }
            catch (Exception exception) when (IsTemporary(exception, cancellationToken))
            {
                LogFailed(settings.Namespace, settings.Name, exception.Message);
            }

            await DelayAsync(cancellationToken);
        }
    }

    private async Task<LeaseVersion?> TryAcquireAsync(LeaseObservation observation, CancellationToken cancellationToken)
    {
        try
        {
            if (await _leases.ReadAsync(cancellationToken) is not { } seen)
            {
                return await CreateAsync(cancellationToken);
            }

            return seen.Record.Holder.Length == 0
                || seen.Record.Holder == settings.Identity
                || observation.Observe(seen.Record) == TimeSpan.Zero
                ? await HoldAsync(seen, cancellationToken)
                : null;
        }
        catch (ApiException exception) when (exception.IsConflict)
        {
            return null; // Somebody else was faster.
        }
    }

    /// <returns>The lease when told to stop; null when it was lost.</returns>
    private async Task<LeaseVersion?> RenewAsync(LeaseVersion lease, long renewed, CancellationToken cancellationToken)
    {
        while (Left() > TimeSpan.Zero)
        {
            try
            {
                await DelayAsync(cancellationToken, atMost: Left());
                var started = time.GetTimestamp();
                if (await WithTimeoutAsync(token => RenewOnceAsync(lease, token), Left(), cancellationToken) is not { } next)
                {
                    LogTaken(settings.Namespace, settings.Name);
                    return null;
                }

                (lease, renewed) = (next, started);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return lease;
            }
            catch (Exception exception) when (IsTemporary(exception, cancellationToken))
            {
                LogFailed(settings.Namespace, settings.Name, exception.Message);
            }
        }

        LogExpired(settings.Namespace, settings.Name, settings.RenewDeadline.TotalSeconds);
        return null;

        TimeSpan Left() => settings.RenewDeadline - time.GetElapsedTime(renewed);
    }

    /// <returns>Null when the lease is another's.</returns>
    private async Task<LeaseVersion?> RenewOnceAsync(LeaseVersion lease, CancellationToken cancellationToken)
    {
        try
        {
            return await HoldAsync(lease, cancellationToken);
        }
        catch (ApiException exception) when (exception.IsConflict || exception.IsNotFound)
        {
            // Deleted, edited, or an earlier request of ours that was given up has arrived after all.
            var live = await _leases.ReadAsync(cancellationToken);
            if (live is not null && live.Record.Holder != settings.Identity)
            {
                return null;
            }

            return live is null ? await CreateAsync(cancellationToken) : await HoldAsync(live, cancellationToken);
        }
    }

    private Task<LeaseVersion> HoldAsync(LeaseVersion seen, CancellationToken cancellationToken) =>
        _leases.UpdateAsync(seen, seen.Record.HeldBy(settings.Identity, settings.LeaseDuration, Now()), cancellationToken);

    private Task<LeaseVersion> CreateAsync(CancellationToken cancellationToken) => _leases.CreateAsync(
        new LeaseRecord(settings.Identity, settings.LeaseDuration, Now(), Now(), Transitions: 0), cancellationToken);

    /// <summary>Hands the lease over, so that nobody has to wait for it to run out. A failure costs that wait and nothing else.</summary>
    private async Task ReleaseAsync(LeaseVersion lease)
    {
        try
        {
            await WithTimeoutAsync(token => ReleaseOnceAsync(lease, token), settings.RenewDeadline, CancellationToken.None);
            LogReleased(settings.Namespace, settings.Name);
        }
        catch (Exception exception) when (IsTemporary(exception, CancellationToken.None))
        {
            LogNotReleased(settings.Namespace, settings.Name, exception.Message);
        }
    }

    private async Task<LeaseVersion?> ReleaseOnceAsync(LeaseVersion lease, CancellationToken cancellationToken)
    {
        try
        {
            return await _leases.UpdateAsync(lease, lease.Record.Released(Now()), cancellationToken);
        }
        catch (ApiException exception) when (exception.IsConflict)
        {
            // A renewal that was given up has arrived after all.
            return await _leases.ReadAsync(cancellationToken) is { } live && live.Record.Holder == settings.Identity
                ? await _leases.UpdateAsync(live, live.Record.Released(Now()), cancellationToken)
                : null;
        }
    }

    /// <summary>Whatever is allowed, a request that hangs is given up early enough for another.</summary>
    private async Task<T> WithTimeoutAsync<T>(Func<CancellationToken, Task<T>> call, TimeSpan allowed, CancellationToken cancellationToken)
    {
        var timeout = Between(TimeSpan.Zero, allowed, settings.RenewDeadline / 2);
        using var deadline = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await call(either.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The API server did not answer within {timeout.TotalSeconds:0.#} s.", exception);
        }
    }

    private Task DelayAsync(CancellationToken cancellationToken, TimeSpan? atMost = null)
    {
        var delay = settings.RetryPeriod * (1 + (0.2 * Random.Shared.NextDouble()));
        return Task.Delay(Between(TimeSpan.Zero, delay, atMost ?? delay), time, cancellationToken);
    }

    private static TimeSpan Between(TimeSpan least, TimeSpan value, TimeSpan most) =>
        TimeSpan.FromTicks(Math.Max(least.Ticks, Math.Min(value.Ticks, most.Ticks)));

    private DateTime Now() => time.GetUtcNow().UtcDateTime;

    private static bool IsTemporary(Exception exception, CancellationToken cancellationToken) =>
        exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested;

    [LoggerMessage(LogLevel.Information, "Acquired lease {Namespace}/{Name} as {Identity}")]
    private partial void LogAcquired(string @namespace, string name, string identity);

    [LoggerMessage(LogLevel.Information, "Waiting for lease {Namespace}/{Name}: another process holds it")]
    private partial void LogWaiting(string @namespace, string name);

    [LoggerMessage(LogLevel.Warning, "Failed to reach lease {Namespace}/{Name}: {Reason}")]
    private partial void LogFailed(string @namespace, string name, string reason);

    [LoggerMessage(LogLevel.Critical, "Lost lease {Namespace}/{Name}: it could not be renewed for {Seconds:0} s; exiting")]
    private partial void LogExpired(string @namespace, string name, double seconds);

    [LoggerMessage(LogLevel.Critical, "Lost lease {Namespace}/{Name}: another process holds it; exiting")]
    private partial void LogTaken(string @namespace, string name);

    [LoggerMessage(LogLevel.Information, "Released lease {Namespace}/{Name}")]
    private partial void LogReleased(string @namespace, string name);

    [LoggerMessage(LogLevel.Warning, "Failed to release lease {Namespace}/{Name}: {Reason} Others wait until it has run out")]
    private partial void LogNotReleased(string @namespace, string name, string reason);
}
