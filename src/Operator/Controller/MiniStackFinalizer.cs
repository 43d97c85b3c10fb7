using k8s;
using k8s.Models;
using MiniStack.ApiPaths;
using MiniStack.Operator.Cluster;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Resources;
using MiniStack.Operator.Runtime.Client;
using MiniStack.Operator.Runtime.Reconciliation;

namespace MiniStack.Operator.Controller;

/// <summary>
/// Removes what has no owner reference, the volume claim and the Secrets, from a stack whose deletion policy asks for it. Under the other
/// policy a stack has no finalizer, and nothing can hang.
/// </summary>
internal sealed partial class MiniStackFinalizer(ApiClient client, ChildApplier children, TimeProvider time, ILogger<MiniStackFinalizer> logger)
    : IEntityFinalizer<V1Alpha1MiniStack>
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long the finalizer waits for pods, and bears refusals. Then the stack goes all the same: a claim that is in use protects itself,
    /// and a finalizer that stays for ever would hold the whole namespace.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public string Identifier => "ministack.dev/data";

    public bool AppliesTo(V1Alpha1MiniStack entity) => entity.Spec.DeletionPolicy == DeletionPolicy.Delete;

    public async Task<ReconciliationResult<V1Alpha1MiniStack>> FinalizeAsync(V1Alpha1MiniStack entity, CancellationToken cancellationToken)
    {
        var isOverdue = time.GetUtcNow().UtcDateTime - entity.Metadata.DeletionTimestamp!.Value > Patience;
        try
        {
            if (!await RemoveAsync(entity, isOverdue, cancellationToken))
            {
                return ReconciliationResult<V1Alpha1MiniStack>.Success(entity, LookAgain);
            }
        }
        catch (InvalidNameException)
        {
            // A name that is too long for its children's: such a stack was refused, and has none.
        }
        catch (ApiException exception) when (isOverdue)
        {
            LogLeft(entity.Metadata.NamespaceProperty, entity.Metadata.Name, exception.Message);
        }

        return ReconciliationResult<V1Alpha1MiniStack>.Success(entity);
    }

    /// <returns>False as long as the database's pod may still write.</returns>
    private async Task<bool> RemoveAsync(V1Alpha1MiniStack stack, bool isOverdue, CancellationToken cancellationToken)
    {
        var name = stack.Metadata.Name;
        await DeleteAsync(ResourceTypes.Deployment, Names.Api(name), DeletionPropagation.Background);

        // In the foreground the StatefulSet stays until its pod is gone.
        if (await DeleteAsync(ResourceTypes.StatefulSet, Names.Database(name), DeletionPropagation.Foreground) && !isOverdue)
        {
            return false;
        }

        await DeleteAsync(ResourceTypes.PersistentVolumeClaim, Names.DatabaseData(name), DeletionPropagation.Background);
        await DeleteAsync(ResourceTypes.Secret, Names.Database(name), DeletionPropagation.Background);
        await DeleteAsync(ResourceTypes.Secret, Names.DatabaseAdmin(name), DeletionPropagation.Background);
        return true;

        async Task<bool> DeleteAsync<T>(ResourceType<T> type, string child, DeletionPropagation propagation)
            where T : class, IKubernetesObject<V1ObjectMeta>
        {
            // Not from the store, which may lag: what is overlooked here is never deleted.
            var live = await client.GetAsync(type, new ObjectKey(stack.Metadata.NamespaceProperty, child), cancellationToken);
            if (live is null || !IsUsedBy(stack, live.Metadata))
            {
                return false;
            }

            await children.RemoveAsync(type, live, propagation, cancellationToken);
            return true;
        }
    }

    /// <summary>Not what an earlier stack of the name has kept, as long as this one was refused and never came to use it.</summary>
    private static bool IsUsedBy(V1Alpha1MiniStack stack, V1ObjectMeta live) =>
        live.OwnerReferences?.Any(each => each.Uid == stack.Metadata.Uid) is true
        || live.Annotations?.Contains(KeyValuePair.Create(Annotations.StackUid, stack.Metadata.Uid)) is true;

    [LoggerMessage(LogLevel.Warning, "MiniStack {Namespace}/{Name} goes without all of its data deleted: {Reason}")]
    private partial void LogLeft(string @namespace, string name, string reason);
}
