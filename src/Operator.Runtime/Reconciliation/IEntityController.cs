using k8s;
using k8s.Models;

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
    /// <param name="obstacle">What failed before; null where nothing did.</param>
    Task<ReconciliationResult<T>> ReconcileAsync(T entity, Obstacle? obstacle, CancellationToken cancellationToken);

    /// <summary>
    /// The entity is gone from the cluster. Called until it succeeds without a wish to be called again, the first time before its successor of
    /// the same name is reconciled. A process that ends meanwhile does not call again.
    /// </summary>
    /// <param name="entity">As it was when it went.</param>
    Task<ReconciliationResult<T>> DeletedAsync(T entity, CancellationToken cancellationToken);

    /// <summary>As <see cref="DeletedAsync"/>, of an entity that went while nobody watched.</summary>
    /// <param name="entity">As it was last seen; it may have changed before it went.</param>
    Task<ReconciliationResult<T>> VanishedAsync(T entity, CancellationToken cancellationToken);
}
