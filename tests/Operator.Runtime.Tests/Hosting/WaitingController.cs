using k8s.Models;
using MiniStack.Operator.Runtime.Reconciliation;

namespace MiniStack.Operator.Runtime.Tests.Hosting;

/// <summary>Takes the time that it is given, and ends as it is told to.</summary>
internal sealed class WaitingController : IEntityController<V1ConfigMap>
{
    private int _began;

    public int Began => Volatile.Read(ref _began);

    public TaskCompletionSource Go { get; } = new();

    public Func<V1ConfigMap, ReconciliationResult<V1ConfigMap>> End { get; set; } = entity => ReconciliationResult<V1ConfigMap>.Success(entity);

    public async Task<ReconciliationResult<V1ConfigMap>> ReconcileAsync(V1ConfigMap entity, Obstacle? obstacle, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _began);
        await Go.Task.WaitAsync(cancellationToken);
        return End(entity);
    }

    public Task<ReconciliationResult<V1ConfigMap>> DeletedAsync(V1ConfigMap entity, CancellationToken cancellationToken) =>
        Task.FromResult(ReconciliationResult<V1ConfigMap>.Success(entity));

    public Task<ReconciliationResult<V1ConfigMap>> VanishedAsync(V1ConfigMap entity, CancellationToken cancellationToken) =>
        Task.FromResult(ReconciliationResult<V1ConfigMap>.Success(entity));
}
