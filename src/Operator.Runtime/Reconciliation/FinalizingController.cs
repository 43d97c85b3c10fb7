using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using MiniStack.Operator.Runtime.Client;

namespace MiniStack.Operator.Runtime.Reconciliation;

/// <summary>A controller with its finalizers: what happens to one entity, in order.</summary>
internal sealed partial class FinalizingController<T>(
    ResourceType<T> type,
    IEntityController<T> controller,
    IReadOnlyList<IEntityFinalizer<T>> finalizers,
    ApiClient client,
    ILogger logger) : IEntityController<T>
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    public async Task<ReconciliationResult<T>> ReconcileAsync(T entity, Obstacle? obstacle, CancellationToken cancellationToken)
    {
        ReconciliationResult<T> result;
        try
        {
            result = await PassAsync(entity, obstacle, cancellationToken);
        }
        catch (ApiException exception)
        {
            result = ReconciliationResult<T>.Failure(entity, exception.Message, exception);
        }

        if (await IsPointlessAsync(entity, result.Error, cancellationToken))
        {
            result = ReconciliationResult<T>.Success(entity);
        }

        return result.After(obstacle);
    }

    public Task<ReconciliationResult<T>> DeletedAsync(T entity, CancellationToken cancellationToken) =>
        controller.DeletedAsync(entity, cancellationToken);

    public async Task<ReconciliationResult<T>> VanishedAsync(T entity, CancellationToken cancellationToken) =>
        await IsThereAsync(entity, cancellationToken)
            ? ReconciliationResult<T>.Success(entity)
            : await controller.VanishedAsync(entity, cancellationToken);

    /// <summary>
    /// The entity goes with its namespace, so that what was to be made is not needed; or it is gone, and the watch has not told yet.
    /// </summary>
    private async Task<bool> IsPointlessAsync(T entity, Exception? error, CancellationToken cancellationToken) => error switch
    {
        ApiException { IsNamespaceTerminating: true } => true,
        ApiException { IsNotFound: true } => !await IsThereAsync(entity, cancellationToken),
        _ => false,
    };

    private async Task<ReconciliationResult<T>> PassAsync(T entity, Obstacle? obstacle, CancellationToken cancellationToken)
    {
        if (entity.Metadata.DeletionTimestamp is not null)
        {
            return finalizers.Any(finalizer => Has(entity, finalizer))
                ? await FinalizeAsync(entity, cancellationToken)
                : await controller.ReconcileAsync(entity, obstacle, cancellationToken);
        }

        try
        {
            foreach (var finalizer in finalizers)
            {
                var applies = finalizer.AppliesTo(entity);
                if (applies && !Has(entity, finalizer))
                {
                    entity = await PatchAsync(entity, FinalizerPatch.Attach(entity.Metadata, finalizer.Identifier), cancellationToken);
                    LogAttached(finalizer.Identifier, type.Kind, Key(entity));
                }
                else if (!applies && Has(entity, finalizer))
                {
                    entity = await DetachAsync(entity, finalizer, cancellationToken);
                }
            }
        }
        catch (Exception exception) when (!IsOutdated(exception) && !cancellationToken.IsCancellationRequested)
        {
            obstacle ??= new Obstacle(exception, IsOfPredecessor: false);
        }

        return (await controller.ReconcileAsync(entity, obstacle, cancellationToken)).After(obstacle);
    }

    /// <summary>The entity is not as it was read: there is no use in going on with it.</summary>
    private static bool IsOutdated(Exception exception) => exception is ApiException { IsConflict: true } or ApiException { IsNotFound: true };

    private async Task<ReconciliationResult<T>> FinalizeAsync(T entity, CancellationToken cancellationToken)
    {
        foreach (var finalizer in finalizers.Where(each => Has(entity, each)))
        {
            if (finalizer.AppliesTo(entity))
            {
                var result = await finalizer.FinalizeAsync(entity, cancellationToken);
                if (!result.IsSuccess || result.RequeueAfter is not null)
                {
                    return result;
                }
            }

            entity = await DetachAsync(entity, finalizer, cancellationToken);
        }

        return ReconciliationResult<T>.Success(entity);
    }

    private async Task<T> DetachAsync(T entity, IEntityFinalizer<T> finalizer, CancellationToken cancellationToken)
    {
        try
        {
            entity = await PatchAsync(entity, FinalizerPatch.Detach(entity.Metadata, finalizer.Identifier), cancellationToken);
            LogDetached(finalizer.Identifier, type.Kind, Key(entity));
        }
        catch (ApiException exception) when (exception.IsNotFound)
        {
            // Gone with the last finalizer; the watch has not told yet.
        }

        return entity;
    }

    private async Task<bool> IsThereAsync(T entity, CancellationToken cancellationToken) =>
        (await client.GetAsync(type, Key(entity), cancellationToken))?.Metadata.Uid == entity.Metadata.Uid;

    private Task<T> PatchAsync(T entity, byte[] patch, CancellationToken cancellationToken) =>
        client.JsonPatchAsync(type, Key(entity), patch, cancellationToken);

    private static bool Has(T entity, IEntityFinalizer<T> finalizer) => entity.Metadata.Finalizers?.Contains(finalizer.Identifier) == true;

    private static ObjectKey Key(T entity) => new(entity.Metadata.NamespaceProperty ?? "", entity.Metadata.Name);

    [LoggerMessage(LogLevel.Information, "Attached finalizer {Finalizer} to {Kind} {Key}")]
    private partial void LogAttached(string finalizer, string kind, ObjectKey key);

    [LoggerMessage(LogLevel.Information, "Detached finalizer {Finalizer} from {Kind} {Key}")]
    private partial void LogDetached(string finalizer, string kind, ObjectKey key);
}
