namespace MiniStack.Operator.ClusterTests.Runtime;

/// <summary>An operator that may do nothing outside one namespace, as <c>config/rbac/namespaced</c> sets it up.</summary>
public sealed class NamespacedModeTests
{
    [Fact]
    public async Task It_serves_its_namespaces_and_needs_and_touches_nothing_elsewhere()
    {
        await using var cluster = new Cluster { StartsOperator = false };
        await cluster.InitializeAsync();
        var (served, second, other) = (await cluster.CreateNamespaceAsync(), await cluster.CreateNamespaceAsync(), await cluster.CreateNamespaceAsync());
        foreach (var ns in new[] { served, second })
        {
            await ns.KubectlAsync("apply", "-k", Path.Combine(Cluster.RepositoryRoot, "config/rbac/namespaced"));
        }

        Assert.Equal(await RulesAsync("clusterrole"), await RulesAsync("role", "-n", served.Name));
        await cluster.KubectlAsync("delete", "clusterrolebinding", "ministack-operator");
        await using var process = await OperatorProcess.StartAsync(
            cluster.OperatorKubeconfig, arguments: ["--namespace", $"{served.Name},{second.Name}"]);

        foreach (var ns in new[] { other, served, second })
        {
            await ns.ApplyAsync(Stacks.Minimal("demo"));
        }

        foreach (var ns in new[] { served, second })
        {
            await using var kubelet = ns.StartKubelet();
            await Eventually.TrueAsync(
                async () => await ns.FindAsync("ministack", "demo") is { } stack
                    && TestNamespace.Condition(stack, "Ready")?.GetProperty("reason").GetString() == "Ready",
                () => $"{ns.Name} is not ready: {process.LastLogLines}");
        }

        Assert.False((await other.GetAsync("ministack", "demo")).TryGetProperty("status", out _));
        Assert.Null(await other.FindAsync("service", "demo-db"));
        Assert.DoesNotContain("forbidden", process.Log, StringComparison.OrdinalIgnoreCase);

        Task<string> RulesAsync(string kind, params string[] options) =>
            cluster.KubectlAsync(["get", kind, "ministack-operator", "-o", "jsonpath={.rules}", .. options]);
    }
}
