using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using MiniStack.ApiPaths;
using MiniStack.Operator.Runtime.Client;
using MiniStack.Operator.Runtime.Hosting;

namespace MiniStack.Operator.Runtime.Watching;

/// <summary>One kind, kept in a <see cref="Store"/>, with every change told to whoever subscribed before <see cref="RunAsync"/>.</summary>
/// <param name="resolve">The type as the connected server serves it, or null when it serves none: the store then stays empty.</param>
/// <param name="namespaces">Empty for the whole cluster.</param>
/// <param name="rediscover">Called when the server does not know the type any more, before it is resolved anew.</param>
public sealed partial class Informer<T>(
    ApiClient client,
    Func<ResourceType<T>?> resolve,
    IReadOnlyList<string> namespaces,
    LabelSelector? labelSelector,
    Func<V1ObjectMeta, ObjectKey?>? ownerOf,
    TimeProvider time,
    ILogger<Informer<T>> logger,
    Func<CancellationToken, Task>? rediscover = null) : IInformer
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private volatile IReadOnlyList<Reflector<T>> _reflectors = [];

    public event Action<WatchChange<T>>? Changed;

    public Store<T> Store { get; } = new(ownerOf is null ? null : metadata => OwnerOf(ownerOf, metadata, logger));

    public string Name { get; private set; } = typeof(T).Name;

    public string? LastError => _reflectors.Select(each => each.LastError).FirstOrDefault(each => each is not null);

    public TimeSpan? Silence => _reflectors.Max(each => each.Pulse.Silence);

    public bool HasSynced => _synced.Task.IsCompletedSuccessfully;

    public Task WaitForSyncAsync(CancellationToken cancellationToken) => _synced.Task.WaitAsync(cancellationToken);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (resolve() is not { } type)
        {
            LogNotServed(Name);
            _synced.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }

        Name = type.Kind;

        IReadOnlyList<string?> scopes = namespaces.Count == 0 ? [null] : [.. namespaces];
        List<Reflector<T>> reflectors = [.. scopes
            .Select(scope => new Reflector<T>(client, resolve, rediscover, scope, labelSelector, Store, Notify, time, logger))];
        _reflectors = reflectors;
        _ = Task.WhenAll(reflectors.Select(reflector => reflector.Synced))
            .ContinueWith(_ => _synced.TrySetResult(), cancellationToken, TaskContinuationOptions.None, TaskScheduler.Default);
        await Loops.RunAsync([.. reflectors.Select<Reflector<T>, Func<CancellationToken, Task>>(each => each.RunAsync)], cancellationToken);
    }

    /// <summary>A subscriber that fails is told of: the others, and later changes, are no worse for it.</summary>
    private void Notify(WatchChange<T> change)
    {
        foreach (var handler in Delegate.EnumerateInvocationList(Changed))
        {
            try
            {
                handler(change);
            }
            catch (Exception exception)
            {
                LogHandlerFailed(logger, Name, change.Current.Key, exception);
            }
        }
    }

    private static ObjectKey? OwnerOf(Func<V1ObjectMeta, ObjectKey?> ownerOf, V1ObjectMeta metadata, ILogger logger)
    {
        try
        {
            return ownerOf(metadata);
        }
        catch (Exception exception)
        {
            LogHandlerFailed(logger, typeof(T).Name, new ObjectKey(metadata.NamespaceProperty ?? "", metadata.Name), exception);
            return null;
        }
    }

    private static void LogHandlerFailed(ILogger logger, string kind, ObjectKey key, Exception exception)
    {
        RuntimeMetrics.HandlerErrors.WithLabels(kind).Inc();
        LogHandlerFailed(logger, kind, key, exception.Message, exception);
    }

    [LoggerMessage(LogLevel.Error, "Failed to take a change of {Kind} {Key}: {Reason}")]
    private static partial void LogHandlerFailed(ILogger logger, string kind, ObjectKey key, string reason, Exception exception);

    [LoggerMessage(LogLevel.Information, "Skipped {Kind}: this cluster does not serve it")]
    private partial void LogNotServed(string kind);
}
