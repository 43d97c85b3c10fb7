using k8s;
using k8s.Models;

namespace MiniStack.Operator.Runtime.Reconciliation;

/// <summary>Work that has to be done before an entity may go.</summary>
/// <remarks>
/// The identifier is put into <c>metadata.finalizers</c> before the controller sees the entity, for as long as <see cref="AppliesTo"/> says so;
/// where that fails, the controller is told of an <see cref="Obstacle"/>.
/// When the entity is being deleted, <see cref="FinalizeAsync"/> is called until it succeeds without a wish to be called again; only then is
/// the identifier removed, and the controller is not called at all. Work may be done twice, since a process can end between the last step
/// and the removal. Other finalizers are left alone.
/// </remarks>
public interface IEntityFinalizer<T>
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>Qualified, such as <c>example.com/data</c>.</summary>
    string Identifier { get; }

    /// <summary>Asked of an entity that is being deleted as well: the finalizer that no longer applies is removed without any work.</summary>
    bool AppliesTo(T entity);

    /// <param name="entity">Shared with the informer's store: not to be changed.</param>
    Task<ReconciliationResult<T>> FinalizeAsync(T entity, CancellationToken cancellationToken);
}
