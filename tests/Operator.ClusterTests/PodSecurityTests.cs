using System.Text.Json;

namespace MiniStack.Operator.ClusterTests;

/// <summary>Who may create a MiniStack and nothing else gets no power over a node by it, nor over another namespace.</summary>
public sealed class PodSecurityTests(Cluster cluster)
{
    [Theory]
    [InlineData("securityContext: {privileged: true}", "", "spec.api.securityContext.privileged")]
    [InlineData("volumes: [{name: root, hostPath: {path: /}}]", "", "spec.api.volumes[0].hostPath")]
    [InlineData("volumes: [{name: files, nfs: {server: nfs.example.com, path: /}}]", "", "spec.api.volumes[0].nfs")]
    [InlineData("", "securityContext: {seccompProfile: {type: Unconfined}}", "spec.database.securityContext.seccompProfile.type")]
    public async Task A_new_stack_beyond_baseline_is_refused_by_its_field_and_nothing_is_made(string api, string database, string field)
    {
        var ns = await cluster.CreateNamespaceAsync();
        await ns.ApplyAsync(Stacks.Minimal("demo", api, database));

        var stack = await ns.EventuallyStatusAsync("demo", "Forbidden");

        Assert.Contains(field, TestNamespace.Condition(stack, "Ready")!.Value.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("True", TestNamespace.Condition(stack, "Stalled")!.Value.GetProperty("status").GetString());
        Assert.Null(await ns.FindAsync("secret", "demo-db"));
        Assert.Null(await ns.FindAsync("statefulset", "demo-db"));
        Assert.Null(await ns.FindAsync("deployment", "demo-api"));
    }

    [Fact]
    public async Task A_running_stack_goes_on_as_it_is_and_is_ready_again_once_the_field_is_gone()
    {
        var ns = await cluster.CreateNamespaceAsync();
        await using var kubelet = ns.StartKubelet();
        await ns.ApplyAsync(Stacks.Minimal("demo"));
        await ns.EventuallyStatusAsync("demo", "Ready");
        var (api, database) = (await TemplateAsync(ns, "deployment", "demo-api"), await TemplateAsync(ns, "statefulset", "demo-db"));

        await ns.ApplyAsync(Stacks.Minimal("demo", "volumes: [{name: root, hostPath: {path: /}}]", "parameters: {work_mem: 16MB}"));
        await ns.EventuallyStatusAsync("demo", "Forbidden");

        Assert.Equal(api, await TemplateAsync(ns, "deployment", "demo-api"));
        Assert.Equal(database, await TemplateAsync(ns, "statefulset", "demo-db"));
        await ns.ApplyAsync(Stacks.Minimal("demo"));
        await ns.EventuallyStatusAsync("demo", "Ready");
    }

    [Fact]
    public async Task An_operator_that_was_started_so_makes_any_pod()
    {
        await using var own = new Cluster { StartsOperator = false };
        await own.InitializeAsync();
        await using var privileged = await OperatorProcess.StartAsync(own.OperatorKubeconfig, arguments: ["--pod-security", "privileged"]);
        var ns = await own.CreateNamespaceAsync();
        await using var kubelet = ns.StartKubelet();
        await ns.ApplyAsync(Stacks.Minimal("demo", "securityContext: {privileged: true}"));

        JsonElement? deployment = null;
        await Eventually.TrueAsync(
            async () => (deployment = await ns.FindAsync("deployment", "demo-api")) is not null,
            () => $"there is no Deployment.\n{privileged.LastLogLines}");

        var container = deployment!.Value.GetProperty("spec").GetProperty("template").GetProperty("spec").GetProperty("containers")[0];
        Assert.True(container.GetProperty("securityContext").GetProperty("privileged").GetBoolean());
    }

    private static async Task<string> TemplateAsync(TestNamespace ns, string kind, string name) =>
        (await ns.GetAsync(kind, name)).GetProperty("spec").GetProperty("template").GetRawText();
}
