using k8s;
using k8s.Models;
using MiniStack.Operator.Cluster;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Runtime.Client;

namespace MiniStack.Operator.Controller;

/// <summary>
/// Asks whether a stack is there to stay. When it goes, or its namespace does, its children go in any order, and each by itself looks like
/// trouble. Two small reads at once, in the moment before something is restored or an alarm is raised: a namespace begins to go before anything in it
/// does, so that who reads it after what he saw is never told too late.
/// </summary>
internal sealed partial class StackPresence(ApiClient client, ILogger<StackPresence> logger)
{
    private int _isTold;

    public async Task<bool> IsLeavingAsync(V1Alpha1MiniStack stack, CancellationToken cancellationToken)
    {
        var isGoing = await Task.WhenAll(
            IsGoingAsync(ResourceTypes.MiniStack, ChildApplier.KeyOf(stack), stack.Metadata.Uid, cancellationToken),
            IsGoingAsync(ResourceTypes.Namespace, new ObjectKey("", stack.Metadata.NamespaceProperty), null, cancellationToken));
        return isGoing.Contains(true);
    }

    /// <exception cref="StackLeavingException">It is leaving.</exception>
    public async Task ThrowIfLeavingAsync(V1Alpha1MiniStack stack, CancellationToken cancellationToken)
    {
        if (await IsLeavingAsync(stack, cancellationToken))
        {
            throw new StackLeavingException();
        }
    }

    /// <param name="uid">Null: any of that name, and what cannot be seen is no sign.</param>
    /// <returns>False as well where it can't be told: then the worst is an alarm that is none.</returns>
    private async Task<bool> IsGoingAsync<T>(ResourceType<T> type, ObjectKey key, string? uid, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        try
        {
            var live = await client.GetAsync(type, key, cancellationToken);
            return live is null ? uid is not null : live.Metadata.DeletionTimestamp is not null || (uid is not null && live.Metadata.Uid != uid);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            if (Interlocked.Exchange(ref _isTold, 1) == 0)
            {
                LogUnknown(exception.Message);
            }

            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Failed to ask whether a stack is being deleted: {Reason} Troubles may be told of that are none")]
    private partial void LogUnknown(string reason);
}
