using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using MiniStack.ApiPaths;
using MiniStack.Operator.Runtime.Client;
using MiniStack.Operator.Runtime.Hosting;
using MiniStack.Operator.Runtime.Queue;

namespace MiniStack.Operator.Runtime.Watching;

/// <summary>
/// Keeps a store equal to one namespace (or the whole cluster): lists in pages, watches with bookmarks, resumes where a watch ended,
/// and lists again only when the server no longer knows that place.
/// </summary>
/// <remarks>
/// A watch that ends without an error is normal and resumed at once. One that errs, or ends as soon as it has begun, is resumed from the
/// last resourceVersion after a backoff, which starts anew once a watch has lived for a while, however it ended. 410, as an HTTP status or as an event, empties the place to resume from; the store keeps answering from the old list until
/// the new one replaces it whole. 404 means that the server does not serve the type in this version: an upgraded cluster, which is asked
/// anew what it serves, or a CRD that is yet to come.
/// </remarks>
internal sealed partial class Reflector<T>(
    ApiClient client,
    Func<ResourceType<T>?> resolve,
    Func<CancellationToken, Task>? rediscover,
    string? ns,
    LabelSelector? labelSelector,
    Store<T> store,
    Action<WatchChange<T>> changed,
    TimeProvider time,
    ILogger logger)
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private const int PageSize = 500;

    /// <summary>Under the five minutes after which many proxies cut a silent connection.</summary>
    private static readonly TimeSpan WatchTimeout = TimeSpan.FromSeconds(290);

    /// <summary>What a server may be late with closing a watch before the connection counts as dead.</summary>
    private static readonly TimeSpan WatchGrace = TimeSpan.FromSeconds(5);

    /// <summary>A watch that has lived so long worked: what failed before it is over. Proxies cut a connection after a minute or less.</summary>
    private static readonly TimeSpan Lively = TimeSpan.FromSeconds(10);

    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(30));
    private ResourceType<T> _type = resolve() ?? throw new InvalidOperationException($"The server serves no {typeof(T).Name}.");
    private string _resourceVersion = "";
    private long? _watchedSince;

    public ReflectorState State { get; private set; } = ReflectorState.Empty;

    /// <summary>Why the last list or watch failed; null once one has worked.</summary>
    public string? LastError { get; private set; }

    /// <summary>When the loop last did anything.</summary>
    public Pulse Pulse { get; } = new(time);

    public Task Synced => _synced.Task;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            Pulse.Beat();
            _watchedSince = null;
            try
            {
                await StepAsync(cancellationToken);
                if (HasLived())
                {
                    _backoff.Reset();
                }
                else
                {
                    await WaitAsync(_backoff.Next(), cancellationToken);
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                await RecoverAsync(exception, cancellationToken);
            }
        }
    }

    /// <summary>Decides from where to go on after an error; never at once, so that a server that only errs is not asked in a loop.</summary>
    private async Task RecoverAsync(Exception exception, CancellationToken cancellationToken)
    {
        if (HasLived())
        {
            _backoff.Reset();
        }

        LastError = exception.Message;
        var delay = _backoff.Next(exception);
        switch (exception)
        {
            case ApiException { IsGone: true }:
                LogGone(_type.Kind, exception.Message);
                State = ReflectorState.Empty;
                break;
            case ApiException { IsNotFound: true } when await HasMovedAsync(cancellationToken):
                LogMoved(_type.Kind, _type.ApiVersion);
                State = ReflectorState.Empty;
                break;
            default:
                RuntimeMetrics.WatchErrors.WithLabels(_type.Kind).Inc();
                LogFailed(_type.Kind, exception.Message, delay.TotalSeconds);
                State = State == ReflectorState.Watching ? ReflectorState.Listed : State;
                break;
        }

        await WaitAsync(delay, cancellationToken);
    }

    private bool HasLived() => _watchedSince is { } since && time.GetElapsedTime(since) >= Lively;

    private async Task WaitAsync(TimeSpan delay, CancellationToken cancellationToken)
    {
        Pulse.Beat();
        await Task.Delay(delay, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task StepAsync(CancellationToken cancellationToken)
    {
        if (State == ReflectorState.Empty)
        {
            await ListAsync(cancellationToken);
            State = ReflectorState.Listed;
            LastError = null;
            _synced.TrySetResult();
        }

        await WatchAsync(cancellationToken);
        LastError = null;
    }

    private async Task ListAsync(CancellationToken cancellationToken)
    {
        RuntimeMetrics.Lists.WithLabels(_type.Kind).Inc();
        var items = new List<Snapshot<T>>();
        ListPage<Snapshot<T>>? page = null;
        do
        {
            page = await client.ListSnapshotsAsync(_type, ns, labelSelector, PageSize, page?.Continue, cancellationToken);
            items.AddRange(page.Items);
            Pulse.Beat();
        }
        while (page.Continue is not null);

        _resourceVersion = page.ResourceVersion;
        foreach (var change in store.Replace(ns, items))
        {
            changed(change);
        }
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        RuntimeMetrics.Watches.WithLabels(_type.Kind).Inc();
        _watchedSince = time.GetTimestamp();
        using var watchdog = new CancellationTokenSource(WatchTimeout + WatchGrace, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(watchdog.Token, cancellationToken);
        try
        {
            await foreach (var each in client.WatchAsync(_type, ns, labelSelector, _resourceVersion, WatchTimeout, stop.Token))
            {
                State = ReflectorState.Watching;
                LastError = null;
                Pulse.Beat();
                Take(each);
            }
        }
        catch (OperationCanceledException) when (watchdog.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            LogStalled(_type.Kind);
        }

        State = ReflectorState.Listed;
    }

    /// <summary>Asks the server anew what it serves.</summary>
    /// <returns>Whether it serves the kind in another version.</returns>
    private async Task<bool> HasMovedAsync(CancellationToken cancellationToken)
    {
        try
        {
            await (rediscover?.Invoke(cancellationToken) ?? Task.CompletedTask);
        }
        catch (Exception exception)
        {
            if (!cancellationToken.IsCancellationRequested)
            {
                LogUndiscovered(exception.Message);
            }
        }

        if (resolve() is not { } type || type.ApiVersion == _type.ApiVersion)
        {
            return false;
        }

        _type = type;
        return true;
    }

    private void Take(WatchEvent<T> each)
    {
        if (each.Item is { } item)
        {
            changed(each.Kind == WatchEventKind.Deleted ? store.Remove(item) : store.Set(item));
        }

        _resourceVersion = each.ResourceVersion;
    }

    [LoggerMessage(LogLevel.Information, "Restarted the list of {Kind}: {Reason}")]
    private partial void LogGone(string kind, string reason);

    [LoggerMessage(LogLevel.Information, "Restarted the list of {Kind}: the server has moved it to {ApiVersion}")]
    private partial void LogMoved(string kind, string apiVersion);

    [LoggerMessage(LogLevel.Warning, "Failed to ask the API server what it serves: {Reason}")]
    private partial void LogUndiscovered(string reason);

    [LoggerMessage(LogLevel.Warning, "Failed to watch {Kind}: {Reason} Retrying in {Seconds:0.0} s")]
    private partial void LogFailed(string kind, string reason, double seconds);

    [LoggerMessage(LogLevel.Information, "Resumed the watch of {Kind}: the server had not closed it in time")]
    private partial void LogStalled(string kind);
}
