using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using MiniStack.Operator.Runtime.Client;

namespace MiniStack.Operator.Runtime.Watching;

/// <summary>One kind, kept in a <see cref="Store"/>, with every change told to whoever subscribed before <see cref="RunAsync"/>.</summary>
/// <param name="resolve">The type as the connected server serves it, or null when it serves none: the store then stays empty.</param>
/// <param name="namespaces">Empty for the whole cluster.</param>
public sealed partial class Informer<T>(
    ApiClient client,
    Func<ResourceType<T>?> resolve,
    IReadOnlyList<string> namespaces,
    string? labelSelector,
    Func<T, ObjectKey?>? ownerOf,
    TimeProvider time,
    ILogger<Informer<T>> logger) : IInformer
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public event Action<WatchChange<T>>? Changed;

    public Store<T> Store { get; } = new(ownerOf);

    public string Name => typeof(T).Name;

    public bool HasSynced => _synced.Task.IsCompletedSuccessfully;

    public Task WaitForSyncAsync(CancellationToken cancellationToken) => _synced.Task.WaitAsync(cancellationToken);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (resolve() is not { } type)
        {
            LogNotServed(Name);
            _synced.TrySetResult();
            return;
        }

        IReadOnlyList<string?> scopes = namespaces.Count == 0 ? [null] : [.. namespaces];
        var reflectors = scopes
            .Select(scope => new Reflector<T>(client, type, scope, labelSelector, Store, Notify, time, logger))
            .ToList();
        var runs = reflectors.Select(reflector => reflector.RunAsync(cancellationToken)).ToList();
        _ = Task.WhenAll(reflectors.Select(reflector => reflector.Synced))
            .ContinueWith(_ => _synced.TrySetResult(), cancellationToken, TaskContinuationOptions.None, TaskScheduler.Default);
        await Task.WhenAll(runs);
    }

    private void Notify(WatchChange<T> change) => Changed?.Invoke(change);

    [LoggerMessage(LogLevel.Information, "Skipped {Kind}: this cluster does not serve it")]
    private partial void LogNotServed(string kind);
}
