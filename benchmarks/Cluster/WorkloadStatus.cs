using System.Text.Json;

namespace MiniStack.Benchmarks.Cluster;

/// <summary>Merge patches that make a workload's status ready, and what a ready one is.</summary>
internal static class WorkloadStatus
{
    public static string OfDeployment(long generation, int replicas) =>
        $$$"""{"status":{"observedGeneration":{{{generation}}},"replicas":{{{replicas}}},"updatedReplicas":{{{replicas}}},"readyReplicas":{{{replicas}}},"availableReplicas":{{{replicas}}},"conditions":[{"type":"Available","status":"True","reason":"MinimumReplicasAvailable"},{"type":"Progressing","status":"True","reason":"NewReplicaSetAvailable"}]}}""";

    public static string OfStatefulSet(long generation, int replicas) =>
        $$$"""{"status":{"observedGeneration":{{{generation}}},"replicas":{{{replicas}}},"updatedReplicas":{{{replicas}}},"readyReplicas":{{{replicas}}},"currentReplicas":{{{replicas}}},"currentRevision":"one","updateRevision":"one"}}""";

    /// <summary>All its pods are of its newest template, and ready.</summary>
    public static bool IsReady(JsonElement workload)
    {
        var replicas = Number(workload, "spec", "replicas");
        return Number(workload, "status", "observedGeneration") == Number(workload, "metadata", "generation")
            && Number(workload, "status", "readyReplicas") == replicas
            && Number(workload, "status", "updatedReplicas") == replicas;
    }

    private static long Number(JsonElement workload, string part, string field) =>
        workload.TryGetProperty(part, out var of) && of.TryGetProperty(field, out var value) ? value.GetInt64() : 0;
}
