using k8s;
using k8s.Models;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Runtime.Client;
using MiniStack.Operator.Runtime.Events;
using MiniStack.Operator.Runtime.Reconciliation;

namespace MiniStack.Operator.Controller;

/// <summary>
/// What becomes of the data of a stack that is gone. The finalizer comes a pass after <c>deletionPolicy: Delete</c>: a stack that is deleted at
/// once goes without it, and its last state alone tells what was asked for.
/// </summary>
internal sealed partial class StackDeparture(DataRemoval removal, Patience patience, EventPublisher events, ILogger<StackDeparture> logger)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    /// <summary>Removes the data under <c>Delete</c>; called again until the result has no wish for it.</summary>
    /// <param name="stack">As it was when it went.</param>
    public async Task<ReconciliationResult<V1Alpha1MiniStack>> DeletedAsync(V1Alpha1MiniStack stack, CancellationToken cancellationToken)
    {
        var uid = stack.Metadata.Uid;
        if (stack.Spec.DeletionPolicy != DeletionPolicy.Delete)
        {
            patience.Forget(uid);
            return ReconciliationResult<V1Alpha1MiniStack>.Success(stack);
        }

        var isOverdue = patience.IsOver(uid);
        string? trouble = null;
        try
        {
            var kept = await removal.FindAsync(stack, cancellationToken);
            await removal.MarkAsync(stack, kept, isDoomed: true, cancellationToken);
            if (kept.Count > 0 && !await removal.RemoveAsync(stack, isOverdue, cancellationToken))
            {
                if (!isOverdue)
                {
                    return ReconciliationResult<V1Alpha1MiniStack>.Success(stack, LookAgain);
                }

                trouble = "a pod of its database still runs.";
            }
            else if (kept.Count > 0)
            {
                LogRemoved(ChildApplier.KeyOf(stack));
            }
        }
        catch (Exception exception) when (isOverdue && !cancellationToken.IsCancellationRequested)
        {
            trouble = exception.Message;
        }

        if (trouble is not null)
        {
            await GiveUpAsync(stack, trouble, cancellationToken);
        }

        patience.Forget(uid);
        return ReconciliationResult<V1Alpha1MiniStack>.Success(stack);
    }

    /// <summary>Keeps the data of a stack whose last state nobody knows, and says so.</summary>
    /// <param name="stack">As it was last seen.</param>
    public async Task VanishedAsync(V1Alpha1MiniStack stack, CancellationToken cancellationToken)
    {
        patience.Forget(stack.Metadata.Uid);
        var (type, what) = stack.Spec.DeletionPolicy == DeletionPolicy.Delete
            ? (EventType.Warning, $"MiniStack {stack.Metadata.Name} went unseen, so that nobody knows whether its deletionPolicy was Delete to the end.")
            : (EventType.Normal, $"MiniStack {stack.Metadata.Name} is gone.");
        await TellAsync(
            stack,
            type,
            what,
            await removal.FindAsync(stack, cancellationToken),
            cancellationToken);
    }

    private async Task GiveUpAsync(V1Alpha1MiniStack stack, string trouble, CancellationToken cancellationToken)
    {
        LogLeft(ChildApplier.KeyOf(stack), trouble);
        try
        {
            var kept = await removal.FindAsync(stack, cancellationToken);
            await TellAsync(
                stack,
                EventType.Warning,
                $"MiniStack {stack.Metadata.Name} went under deletionPolicy Delete, and its data could not be removed: {trouble}",
                kept,
                cancellationToken);
            await removal.MarkAsync(stack, kept, isDoomed: false, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogLeft(ChildApplier.KeyOf(stack), exception.Message);
        }
    }

    private async Task TellAsync(
        V1Alpha1MiniStack stack,
        EventType type,
        string what,
        IReadOnlyList<IKubernetesObject<V1ObjectMeta>> kept,
        CancellationToken cancellationToken)
    {
        if (kept.Count == 0)
        {
            return;
        }

        var names = string.Join(", ", kept.Select(each => $"{each.Kind} {each.Metadata.Name}"));
        var targets = string.Join(' ', kept.Select(each => $"{each.Kind.ToLowerInvariant()}/{each.Metadata.Name}"));
        await events.PublishAsync(
            kept[0],
            type,
            "DataKept",
            $"{what} Kept: {names}. A new MiniStack {stack.Metadata.Name} uses them again; to remove them: kubectl delete {targets}",
            cancellationToken);
    }

    [LoggerMessage(LogLevel.Information, "Removed the data of MiniStack {Key}, which is gone")]
    private partial void LogRemoved(ObjectKey key);

    [LoggerMessage(LogLevel.Warning, "MiniStack {Key} went without all of its data deleted: {Reason}")]
    private partial void LogLeft(ObjectKey key, string reason);
}
