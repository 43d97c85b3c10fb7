namespace MiniStack.Operator.ClusterTests;

public sealed class MissingKindTests(Cluster shared)
{
    [Fact]
    public async Task A_kind_that_the_cluster_does_not_serve_is_said_and_everything_else_works()
    {
        var policy = shared.ControlPlane.ServerVersion.IsAtLeast(1, 25) ? "policy/v1" : "policy/v1beta1";
        await using var cluster = new Cluster { RuntimeConfig = $"{policy}=false,autoscaling/v1=false" };
        await cluster.InitializeAsync();
        var ns = await cluster.CreateNamespaceAsync();
        await using var kubelet = ns.StartKubelet();

        await ns.ApplyAsync(Stacks.Minimal("demo", api: "replicas: 2"));
        var stack = await ns.EventuallyStatusAsync("demo", "Ready");
        Assert.Contains(
            "does not serve PodDisruptionBudget", TestNamespace.Condition(stack, "Ready")!.Value.GetProperty("message").GetString()!, StringComparison.Ordinal);

        await ns.KubectlAsync("patch", "ms", "demo", "--type=merge", "-p", """{"spec":{"api":{"image":"example.test/api:2","autoscale":{"minReplicas":2,"maxReplicas":4}}}}""");
        stack = await ns.EventuallyStatusAsync("demo", "ApiUnavailable");
        Assert.Equal("True", TestNamespace.Condition(stack, "Stalled")!.Value.GetProperty("status").GetString());
        await ns.EventuallyAsync(
            "deployment",
            "demo-api",
            found => found.GetProperty("spec").GetProperty("template").GetProperty("spec").GetProperty("containers")[0].GetProperty("image").GetString() == "example.test/api:2");
    }
}
