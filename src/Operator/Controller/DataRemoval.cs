using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using MiniStack.ApiPaths;
using MiniStack.Operator.Cluster;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Resources;
using MiniStack.Operator.Runtime.Client;

namespace MiniStack.Operator.Controller;

/// <summary>
/// Removes what has no owner reference, the volume claim and the Secrets, of a stack that goes under <c>deletionPolicy: Delete</c>: only what
/// bears that stack's UID, and only once no pod can write any more.
/// </summary>
internal sealed class DataRemoval(ApiClient client, StackPods stackPods)
{
    private const int PageSize = 100;

    /// <summary>How often an object that changes meanwhile is read anew before the next pass is left to do it.</summary>
    private const int Attempts = 5;

    /// <summary>What the stack uses of what outlives it, and nobody has deleted. Not from the store, which may lag: what is overlooked here is never deleted.</summary>
    public async Task<IReadOnlyList<IKubernetesObject<V1ObjectMeta>>> FindAsync(V1Alpha1MiniStack stack, CancellationToken cancellationToken)
    {
        var name = stack.Metadata.Name;
        try
        {
            IKubernetesObject<V1ObjectMeta>?[] found =
            [
                await client.GetAsync(ResourceTypes.PersistentVolumeClaim, KeyOf(stack, Names.DatabaseData(name)), cancellationToken),
                await client.GetAsync(ResourceTypes.Secret, KeyOf(stack, Names.Database(name)), cancellationToken),
                await client.GetAsync(ResourceTypes.Secret, KeyOf(stack, Names.DatabaseAdmin(name)), cancellationToken),
            ];
            return [.. found.OfType<IKubernetesObject<V1ObjectMeta>>().Where(each => each.Metadata.DeletionTimestamp is null && KeptRules.IsUsedBy(stack, each.Metadata))];
        }
        catch (InvalidNameException)
        {
            // A name that is too long for its children's: such a stack was refused, and has none.
            return [];
        }
    }

    /// <summary>Writes on what goes with the stack that it does, for an operator that is started before it is gone; or takes that back.</summary>
    public async Task MarkAsync(
        V1Alpha1MiniStack stack, IEnumerable<IKubernetesObject<V1ObjectMeta>> kept, bool isDoomed, CancellationToken cancellationToken)
    {
        foreach (var each in kept.Where(each => KeptRules.IsDoomed(each.Metadata) != isDoomed))
        {
            var patch = new JsonObject
            {
                ["metadata"] = new JsonObject
                {
                    ["uid"] = each.Metadata.Uid,
                    ["resourceVersion"] = each.Metadata.ResourceVersion,
                    ["annotations"] = new JsonObject { [Annotations.DeletedWith] = isDoomed ? stack.Metadata.Uid : null },
                },
            };
            var (key, body) = (ChildApplier.KeyOf(each), Encoding.UTF8.GetBytes(patch.ToJsonString()));
            try
            {
                await (each is V1Secret
                    ? (Task)client.MergePatchAsync(ResourceTypes.Secret, key, body, OperatorHost.FieldManager, cancellationToken)
                    : client.MergePatchAsync(ResourceTypes.PersistentVolumeClaim, key, body, OperatorHost.FieldManager, cancellationToken));
            }
            catch (ApiException exception) when (exception.IsNotFound)
            {
                // Somebody else has deleted it.
            }
        }
    }

    /// <param name="isOverdue">Pods that are being deleted are waited for no longer: a claim that is in use protects itself.</param>
    /// <returns>False as long as the database's pod may still write.</returns>
    public async Task<bool> RemoveAsync(V1Alpha1MiniStack stack, bool isOverdue, CancellationToken cancellationToken)
    {
        var name = stack.Metadata.Name;
        await DeleteAsync(ResourceTypes.Deployment, Names.Api(name), DeletionPropagation.Background);

        // In the foreground the StatefulSet stays until its pod is gone; the garbage collector, which may be faster, does not wait for that.
        var isThere = await DeleteAsync(ResourceTypes.StatefulSet, Names.Database(name), DeletionPropagation.Foreground);
        var pods = await stackPods.ListAsync(stack, Labels.DatabaseComponent, PageSize, cancellationToken);
        var writing = pods.Where(pod => pod.Status?.Phase is not ("Succeeded" or "Failed")).ToList();
        if (writing.Any(pod => pod.Metadata.DeletionTimestamp is null) || (!isOverdue && (isThere || writing.Count > 0)))
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
            var key = KeyOf(stack, child);
            for (var attempt = 1; await client.GetAsync(type, key, cancellationToken) is { } live && KeptRules.IsUsedBy(stack, live.Metadata); attempt++)
            {
                if (attempt > Attempts)
                {
                    throw new ApiException(
                        HttpStatusCode.InternalServerError, "InternalError", $"{type.Kind} {key} changes all the time, or its deletion is refused as a conflict.");
                }

                if (live.Metadata.DeletionTimestamp is not null)
                {
                    return true;
                }

                // In that very version: a new stack of the name may come to use it in this moment.
                await client.DeleteAsync(type, key, live.Metadata.Uid, cancellationToken, propagation, live.Metadata.ResourceVersion);
            }

            return false;
        }
    }

    private static ObjectKey KeyOf(V1Alpha1MiniStack stack, string child) => new(stack.Metadata.NamespaceProperty, child);
}
