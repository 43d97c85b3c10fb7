namespace MiniStack.Benchmarks.Cluster;

/// <summary>Merge patches that make a workload's status ready.</summary>
internal static class WorkloadStatus
{
    public static string OfDeployment(long generation, int replicas) =>
        $$$"""{"status":{"observedGeneration":{{{generation}}},"replicas":{{{replicas}}},"updatedReplicas":{{{replicas}}},"readyReplicas":{{{replicas}}},"availableReplicas":{{{replicas}}},"conditions":[{"type":"Available","status":"True","reason":"MinimumReplicasAvailable"},{"type":"Progressing","status":"True","reason":"NewReplicaSetAvailable"}]}}""";

    public static string OfStatefulSet(long generation, int replicas) =>
        $$$"""{"status":{"observedGeneration":{{{generation}}},"replicas":{{{replicas}}},"updatedReplicas":{{{replicas}}},"readyReplicas":{{{replicas}}},"currentReplicas":{{{replicas}}},"currentRevision":"one","updateRevision":"one"}}""";
}
