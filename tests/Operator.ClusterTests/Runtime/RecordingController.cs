using System.Collections.Concurrent;
using k8s.Models;
using MiniStack.Operator.Runtime.Reconciliation;

namespace MiniStack.Operator.ClusterTests.Runtime;

/// <summary>Keeps the state that each ConfigMap was last reconciled in; fails for those whose data asks for it.</summary>
internal sealed class RecordingController : IEntityController<V1ConfigMap>
{
    private readonly ConcurrentDictionary<string, V1ConfigMap> _seen = new();

    public V1ConfigMap? Seen(string name) => _seen.GetValueOrDefault(name);

    public Task<ReconciliationResult<V1ConfigMap>> ReconcileAsync(V1ConfigMap entity, Obstacle? obstacle, CancellationToken cancellationToken)
    {
        if (entity.Data?.ContainsKey("throw") == true)
        {
            throw new InvalidOperationException("Asked to throw.");
        }

        _seen[entity.Metadata.Name] = entity;
        return Task.FromResult(ReconciliationResult<V1ConfigMap>.Success(entity));
    }

    public Task<ReconciliationResult<V1ConfigMap>> DeletedAsync(V1ConfigMap entity, CancellationToken cancellationToken)
    {
        _seen.TryRemove(entity.Metadata.Name, out _);
        return Task.FromResult(ReconciliationResult<V1ConfigMap>.Success(entity));
    }

    public Task<ReconciliationResult<V1ConfigMap>> VanishedAsync(V1ConfigMap entity, CancellationToken cancellationToken) =>
        DeletedAsync(entity, cancellationToken);
}
