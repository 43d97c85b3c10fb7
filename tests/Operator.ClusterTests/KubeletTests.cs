namespace MiniStack.Operator.ClusterTests;

public sealed class KubeletTests(Cluster cluster)
{
    [Fact]
    public async Task A_stack_gets_ready_and_its_claim_bound()
    {
        var ns = await cluster.CreateNamespaceAsync();
        await using var kubelet = ns.StartKubelet();

        await ns.ApplyAsync(Stacks.Minimal("demo", api: "replicas: 2"));

        await ns.EventuallyStatusAsync("demo", "Ready");
        await ns.EventuallyAsync("pvc", "demo-db-data", found => found.GetProperty("status").GetProperty("phase").GetString() == "Bound");
    }
}
