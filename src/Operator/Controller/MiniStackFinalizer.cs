using MiniStack.ApiPaths;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Runtime.Reconciliation;

namespace MiniStack.Operator.Controller;

/// <summary>
/// Removes the data of a stack whose deletion policy asks for it. Under the other policy a stack has no finalizer, and nothing can hang. What
/// stays after all, or was deleted before it had the finalizer, is <see cref="StackDeparture"/>'s.
/// </summary>
internal sealed partial class MiniStackFinalizer(DataRemoval removal, Patience patience, ILogger<MiniStackFinalizer> logger)
    : IEntityFinalizer<V1Alpha1MiniStack>
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    public string Identifier => "ministack.dev/data";

    public bool AppliesTo(V1Alpha1MiniStack entity) => entity.Spec.DeletionPolicy == DeletionPolicy.Delete;

    public async Task<ReconciliationResult<V1Alpha1MiniStack>> FinalizeAsync(V1Alpha1MiniStack entity, CancellationToken cancellationToken)
    {
        var isOverdue = patience.IsOver(entity.Metadata.Uid);
        try
        {
            if (!await removal.RemoveAsync(entity, isOverdue, cancellationToken) && !isOverdue)
            {
                return ReconciliationResult<V1Alpha1MiniStack>.Success(entity, LookAgain);
            }
        }
        catch (InvalidNameException)
        {
            // A name that is too long for its children's: such a stack was refused, and has none.
        }
        catch (Exception exception) when (isOverdue && !cancellationToken.IsCancellationRequested)
        {
            LogLeft(entity.Metadata.NamespaceProperty, entity.Metadata.Name, exception.Message);
        }

        return ReconciliationResult<V1Alpha1MiniStack>.Success(entity);
    }

    [LoggerMessage(LogLevel.Warning, "MiniStack {Namespace}/{Name} goes without all of its data deleted: {Reason}")]
    private partial void LogLeft(string @namespace, string name, string reason);
}
