using Prometheus;

namespace MiniStack.Operator.Http;

/// <summary>What the garbage collector has to do with; read when somebody asks.</summary>
internal static class HeapMetrics
{
    private static readonly Counter Allocated = Metrics.CreateCounter(
        "dotnet_gc_allocated_bytes_total", "Bytes allocated on the managed heap since the process started.");

    public static void Register() => Metrics.DefaultRegistry.AddBeforeCollectCallback(() => Allocated.IncTo(GC.GetTotalAllocatedBytes()));
}
