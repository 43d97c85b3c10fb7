using System.Diagnostics;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using MiniStack.Operator.Runtime.Client;
using MiniStack.Operator.Runtime.Queue;
using MiniStack.Operator.Runtime.Reconciliation;
using MiniStack.Operator.Runtime.Watching;
using Prometheus;

namespace MiniStack.Operator.Runtime.Hosting;

/// <summary>Feeds the queue of one controller from its informers and runs its workers.</summary>
internal sealed partial class ControllerWorker<T>(
    ControllerRegistration<T> registration,
    Informer<T> informer,
    OperatorSettings settings,
    TimeProvider time,
    ILogger<ControllerWorker<T>> logger) : IControllerWorker, IDisposable
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>How long informers may take to begin before they are told of, again and again.</summary>
    private static readonly TimeSpan SyncPatience = TimeSpan.FromMinutes(1);

    private readonly WorkQueue<ObjectKey> _queue = new(time);
    private readonly Departures<T> _departures = new();
    private readonly WorkerSlot[] _slots = [.. Enumerable.Range(0, settings.Workers).Select(_ => new WorkerSlot(time))];
    private int _hasReconciled;

    public string Kind => registration.Kind;

    public IEnumerable<(ObjectKey Key, TimeSpan Since)> Running => _slots.Select(each => each.Current).OfType<(ObjectKey, TimeSpan)>();

    public void Dispose() => _queue.Dispose();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Metrics.DefaultRegistry.AddBeforeCollectCallback(() => RuntimeMetrics.QueueDepth.WithLabels(Kind).Set(_queue.Depth));

        // Before the queue: what a related kind keeps of the entities is to be there when they are reconciled.
        foreach (var related in registration.Related)
        {
            related.Subscribe(_queue.Add);
        }

        informer.Changed += change =>
        {
            if (Predicates.SpecOrMetadataChanged(change))
            {
                _departures.Take(change);
                _queue.Add(change.Current.Key);
            }
        };

        List<IInformer> informers = [informer, .. registration.Related.Select(related => related.Informer)];
        await Loops.RunAsync(
            [.. informers.Select<IInformer, Func<CancellationToken, Task>>(each => each.RunAsync), token => WorkAsync(informers, token)], cancellationToken);
    }

    private async Task WorkAsync(IReadOnlyList<IInformer> informers, CancellationToken cancellationToken)
    {
        await SyncAsync(informers, cancellationToken);
        LogStarted(Kind, informer.Store.Count, settings.Workers);

        // Not one after the other: where nothing is to be written, a pass has nothing to wait for, and the first worker would go through the whole
        // queue before there is a second.
        await Loops.RunAsync(
            [.. _slots.Select<WorkerSlot, Func<CancellationToken, Task>>(slot => token => Task.Run(() => WorkAsync(slot, token), token))],
            cancellationToken);
    }

    private async Task SyncAsync(IReadOnlyList<IInformer> informers, CancellationToken cancellationToken)
    {
        var all = Task.WhenAll(informers.Select(each => each.WaitForSyncAsync(cancellationToken)));
        while (true)
        {
            try
            {
                await all.WaitAsync(SyncPatience, time, cancellationToken);
                return;
            }
            catch (TimeoutException)
            {
                foreach (var late in informers.Where(each => !each.HasSynced))
                {
                    LogNotSynced(Kind, late.Name, late.LastError ?? "The API server has not answered.");
                }
            }
        }
    }

    private async Task WorkAsync(WorkerSlot slot, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var (key, waited) = await _queue.GetAsync(cancellationToken);
            RuntimeMetrics.QueueWait.WithLabels(Kind).Observe(waited.TotalSeconds);
            slot.Begin(key);
            try
            {
                await ReconcileAsync(key, cancellationToken);
            }
            finally
            {
                slot.End();
                _queue.Done(key);
            }
        }
    }

    /// <returns>Null where nothing is left to do for an entity that is gone.</returns>
    private async Task<ReconciliationResult<T>?> PassAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        ReconciliationResult<T>? left = null;
        while (left is null && _departures.TryPeek(key, out var departure))
        {
            var outcome = await DepartAsync(departure, cancellationToken);
            if (outcome is { IsSuccess: true, RequeueAfter: null })
            {
                _departures.Remove(key);
            }
            else
            {
                left = outcome;
            }
        }

        if (informer.Store.Get(key) is not { } entity)
        {
            return left;
        }

        var obstacle = left is { IsSuccess: false } ? new Obstacle(left.Error ?? new InvalidOperationException(left.ErrorMessage), IsOfPredecessor: true) : null;
        return (await registration.Controller.ReconcileAsync(entity, obstacle, cancellationToken)).NoLaterThan(left?.RequeueAfter);
    }

    private async Task<ReconciliationResult<T>> DepartAsync(Departures<T>.Departure departure, CancellationToken cancellationToken)
    {
        var last = departure.Last.Read();
        try
        {
            return await (departure.IsFinal
                ? registration.Controller.DeletedAsync(last, cancellationToken)
                : registration.Controller.VanishedAsync(last, cancellationToken));
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return ReconciliationResult<T>.Failure(last, exception.Message, exception);
        }
    }

    /// <summary>The whole retry policy: success ends a row of failures, a failure backs off, and nothing is ever given up.</summary>
    private async Task ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var result = "error";
        try
        {
            if (await PassAsync(key, cancellationToken) is not { } outcome)
            {
                _queue.Forget(key);
                result = "deleted";
                return;
            }

            if (outcome.IsSuccess)
            {
                _queue.Forget(key);
                if (outcome.RequeueAfter is { } later)
                {
                    _queue.AddAfter(key, later);
                }

                result = outcome.RequeueAfter is null ? "success" : "requeue";
                return;
            }

            Retry(outcome.ErrorMessage!, outcome.Error, outcome.RequeueAfter);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            result = "cancelled";
        }
        catch (Exception exception)
        {
            Retry(exception.Message, exception, null);
        }
        finally
        {
            RuntimeMetrics.LastReconcile.WithLabels(Kind).SetToCurrentTimeUtc();
            if (Interlocked.Exchange(ref _hasReconciled, 1) == 0)
            {
                RuntimeMetrics.FirstReconcile.WithLabels(Kind).SetToCurrentTimeUtc();
            }

            RuntimeMetrics.Reconciles.WithLabels(Kind, result).Inc();
            RuntimeMetrics.ReconcileDuration.WithLabels(Kind).Observe(Stopwatch.GetElapsedTime(started).TotalSeconds);
        }

        void Retry(string reason, Exception? failure, TimeSpan? atTheLatest)
        {
            var delay = _queue.AddRateLimited(key, failure);
            if (atTheLatest < delay && failure is not ApiException { RetryAfter: not null })
            {
                delay = atTheLatest.Value;
                _queue.AddAfter(key, delay);
            }

            if (failure is ApiException { IsConflict: true })
            {
                // Somebody else was faster. The watch brings their change; nothing is wrong.
                result = "conflict";
                return;
            }

            LogFailed(Kind, key, reason, delay.TotalSeconds, failure);
        }
    }

    [LoggerMessage(LogLevel.Information, "Started {Kind} controller with {Count} objects and {Workers} workers")]
    private partial void LogStarted(string kind, int count, int workers);

    [LoggerMessage(LogLevel.Warning, "The {Kind} controller still waits for the first list of {Other}: {Reason}")]
    private partial void LogNotSynced(string kind, string other, string reason);

    [LoggerMessage(LogLevel.Error, "Failed to reconcile {Kind} {Key}: {Reason} Retrying in {Seconds:0.0} s")]
    private partial void LogFailed(string kind, ObjectKey key, string reason, double seconds, Exception? exception);
}
