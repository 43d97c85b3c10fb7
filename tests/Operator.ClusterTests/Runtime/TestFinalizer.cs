using k8s.Models;
using MiniStack.Operator.Runtime.Reconciliation;

namespace MiniStack.Operator.ClusterTests.Runtime;

/// <summary>Applies to ConfigMaps with <c>keep: "true"</c>, and lets them go once it was allowed to.</summary>
internal sealed class TestFinalizer : IEntityFinalizer<V1ConfigMap>
{
    private int _calls;

    public string Identifier => "test.ministack.dev/finalizer";

    public bool MayEnd { get; set; }

    public int Calls => Volatile.Read(ref _calls);

    public bool AppliesTo(V1ConfigMap entity) => entity.Data?.TryGetValue("keep", out var value) == true && value == "true";

    public Task<ReconciliationResult<V1ConfigMap>> FinalizeAsync(V1ConfigMap entity, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        return Task.FromResult(MayEnd
            ? ReconciliationResult<V1ConfigMap>.Success(entity)
            : ReconciliationResult<V1ConfigMap>.Success(entity, TimeSpan.FromMilliseconds(50)));
    }
}
