using k8s;
using k8s.Models;
using MiniStack.Operator.Runtime.Client;

namespace MiniStack.Operator.Runtime.Reconciliation;

/// <summary>Brings the world in line with one entity.</summary>
public interface IEntityController<T>
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>
    /// Called with the newest known state after any change of the entity or of what it owns, never twice at once for the same entity.
    /// Level-based: what has changed is not told. An exception is retried with backoff, for ever.
    /// </summary>
    /// <param name="entity">Shared with the informer's store: not to be changed.</param>
    Task<ReconciliationResult<T>> ReconcileAsync(T entity, CancellationToken cancellationToken);

    /// <summary>The entity is gone from the cluster.</summary>
    Task DeletedAsync(ObjectKey key, CancellationToken cancellationToken);
}
