using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using MiniStack.Operator.Runtime.Client;
using MiniStack.Operator.Runtime.Hosting;
using MiniStack.Operator.Runtime.Queue;

namespace MiniStack.Operator.Runtime.Watching;

/// <summary>
/// Keeps a store equal to one namespace (or the whole cluster): lists in pages, watches with bookmarks, resumes where a watch ended,
/// and lists again only when the server no longer knows that place.
/// </summary>
/// <remarks>
/// A watch that ends without an error is normal and resumed at once. One that errs is resumed from the last resourceVersion after a
/// backoff. 410, as an HTTP status or as an event, empties the place to resume from; the store keeps answering from the old list until
/// the new one replaces it whole.
/// </remarks>
internal sealed partial class Reflector<T>(
    ApiClient client,
    ResourceType<T> type,
    string? ns,
    string? labelSelector,
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

    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(30));
    private string _resourceVersion = "";

    public ReflectorState State { get; private set; } = ReflectorState.Empty;

    public Task Synced => _synced.Task;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await StepAsync(cancellationToken);
                _backoff.Reset();
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (ApiException exception) when (exception.IsGone)
            {
                LogGone(type.Kind, exception.Message);
                State = ReflectorState.Empty;
            }
            catch (Exception exception)
            {
                var delay = _backoff.Next();
                RuntimeMetrics.WatchErrors.WithLabels(type.Kind).Inc();
                LogFailed(type.Kind, exception.Message, delay.TotalSeconds);
                State = State == ReflectorState.Watching ? ReflectorState.Listed : State;
                await Task.Delay(delay, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task StepAsync(CancellationToken cancellationToken)
    {
        if (State == ReflectorState.Empty)
        {
            await ListAsync(cancellationToken);
            State = ReflectorState.Listed;
            _synced.TrySetResult();
        }

        await WatchAsync(cancellationToken);
    }

    private async Task ListAsync(CancellationToken cancellationToken)
    {
        RuntimeMetrics.Lists.WithLabels(type.Kind).Inc();
        var items = new List<T>();
        ListPage<T>? page = null;
        do
        {
            page = await client.ListAsync(type, ns, labelSelector, PageSize, page?.Continue, cancellationToken);
            items.AddRange(page.Items);
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
        RuntimeMetrics.Watches.WithLabels(type.Kind).Inc();
        using var watchdog = new CancellationTokenSource(WatchTimeout + WatchGrace, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(watchdog.Token, cancellationToken);
        try
        {
            await foreach (var each in client.WatchAsync(type, ns, labelSelector, _resourceVersion, WatchTimeout, stop.Token))
            {
                State = ReflectorState.Watching;
                Take(each);
            }
        }
        catch (OperationCanceledException) when (watchdog.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            LogStalled(type.Kind);
        }

        State = ReflectorState.Listed;
    }

    private void Take(WatchEvent<T> each)
    {
        if (each.Item is { } item)
        {
            changed(each.Kind == WatchEventKind.Deleted ? store.Remove(item) : store.Set(item));
        }

        // Only now: a handler that throws must see the event again.
        _resourceVersion = each.ResourceVersion;
    }

    [LoggerMessage(LogLevel.Information, "Restarted the list of {Kind}: {Reason}")]
    private partial void LogGone(string kind, string reason);

    [LoggerMessage(LogLevel.Warning, "Failed to watch {Kind}: {Reason} Retrying in {Seconds:0.0} s")]
    private partial void LogFailed(string kind, string reason, double seconds);

    [LoggerMessage(LogLevel.Information, "Resumed the watch of {Kind}: the server had not closed it in time")]
    private partial void LogStalled(string kind);
}
