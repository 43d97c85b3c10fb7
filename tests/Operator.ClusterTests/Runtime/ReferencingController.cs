using System.Collections.Concurrent;
using k8s.Models;
using MiniStack.Operator.Runtime.Client;
using MiniStack.Operator.Runtime.Reconciliation;
using MiniStack.Operator.Runtime.Watching;

namespace MiniStack.Operator.ClusterTests.Runtime;

/// <summary>Keeps, for each ConfigMap, the version that the Secret it names had when it was last reconciled: empty when there was none.</summary>
internal sealed class ReferencingController(Informer<MetadataOnly<V1Secret>> secrets) : IEntityController<V1ConfigMap>
{
    private readonly ConcurrentDictionary<string, string> _seen = new();

    public string? Seen(string name) => _seen.GetValueOrDefault(name);

    /// <summary>The Secret that a ConfigMap names in its data.</summary>
    public static IEnumerable<ObjectKey> ReferencesOf(V1ConfigMap entity)
    {
        if (entity.Data?.TryGetValue("secret", out var name) == true)
        {
            yield return name == "throw" ? throw new InvalidOperationException("Asked to throw.") : new(entity.Metadata.NamespaceProperty, name);
        }
    }

    public Task<ReconciliationResult<V1ConfigMap>> ReconcileAsync(V1ConfigMap entity, Obstacle? obstacle, CancellationToken cancellationToken)
    {
        if (entity.Data?.TryGetValue("secret", out var name) == true)
        {
            var secret = secrets.Store.Get(new ObjectKey(entity.Metadata.NamespaceProperty, name));
            _seen[entity.Metadata.Name] = secret?.Metadata.ResourceVersion ?? "";
        }

        return Task.FromResult(ReconciliationResult<V1ConfigMap>.Success(entity));
    }

    public Task<ReconciliationResult<V1ConfigMap>> DeletedAsync(V1ConfigMap entity, CancellationToken cancellationToken) =>
        Task.FromResult(ReconciliationResult<V1ConfigMap>.Success(entity));

    public Task<ReconciliationResult<V1ConfigMap>> VanishedAsync(V1ConfigMap entity, CancellationToken cancellationToken) =>
        DeletedAsync(entity, cancellationToken);
}
