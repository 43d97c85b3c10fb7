using System.Text.Json;

namespace MiniStack.Operator.ClusterTests.Current;

/// <summary>What the oldest cluster cannot show.</summary>
public sealed class CurrentClusterTests(Cluster cluster)
{
    private const string Restricted = """
        securityContext: {runAsNonRoot: true, readOnlyRootFilesystem: true, allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
        """;

    [Theory]
    [InlineData("baseline", "")]
    [InlineData("restricted", Restricted)]
    public async Task Pod_Security_admits_every_pod(string level, string api)
    {
        Assert.SkipUnless(cluster.ControlPlane.ServerVersion.IsAtLeast(1, 25), "Pod Security admission is stable from Kubernetes 1.25 on.");
        var ns = await cluster.CreateNamespaceAsync($$"""{"pod-security.kubernetes.io/enforce":"{{level}}"}""");
        await using var kubelet = ns.StartKubelet();

        // The migration's pod, and the password's, are to be admitted as well.
        await ns.ApplyAsync(Stacks.Minimal("demo", api: $"migrate: {{command: [migrate]}}\n    {api.Trim()}"));
        await ns.EventuallyStatusAsync("demo", "Ready");
        await cluster.Admin.PatchAsync(cluster.Admin.PathOf("secret", ns.Name, "demo-db"), """{"stringData":{"password":"another-one"}}""");
        var asked = (await ns.GetAsync("deployment", "demo-api")).GetProperty("metadata").GetProperty("generation").GetInt64();

        await ns.EventuallyAsync("deployment", "demo-api", found => found.GetProperty("metadata").GetProperty("generation").GetInt64() > asked);
        await ns.EventuallyStatusAsync("demo", "Ready");
    }

    [Fact]
    public async Task A_pod_that_Pod_Security_forbids_is_told_with_what_it_violates()
    {
        Assert.SkipUnless(cluster.ControlPlane.ServerVersion.IsAtLeast(1, 25), "Pod Security admission is stable from Kubernetes 1.25 on.");
        var ns = await cluster.CreateNamespaceAsync("""{"pod-security.kubernetes.io/enforce":"restricted"}""");
        await using var kubelet = ns.StartKubelet();
        await ns.ApplyAsync(Stacks.Minimal("demo"));

        var stack = await ns.EventuallyStatusAsync("demo", "Forbidden");

        var diagnosis = stack.GetProperty("status").GetProperty("diagnosis");
        Assert.Equal("api", diagnosis.GetProperty("component").GetString());
        Assert.Contains("runAsNonRoot", diagnosis.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("spec.api.securityContext", diagnosis.GetProperty("hint").GetString(), StringComparison.Ordinal);
        Assert.Equal("True", TestNamespace.Condition(stack, "Stalled")!.Value.GetProperty("status").GetString());

        await ns.ApplyAsync(Stacks.Minimal("demo", api: Restricted.Trim()));
        await ns.EventuallyStatusAsync("demo", "Ready");
    }

    [Fact]
    public async Task A_broken_pod_under_the_disruption_budget_can_be_evicted()
    {
        Assert.SkipUnless(cluster.ControlPlane.ServerVersion.IsAtLeast(1, 27), "unhealthyPodEvictionPolicy is served from Kubernetes 1.27 on.");
        var ns = await cluster.CreateNamespaceAsync();
        await using var kubelet = ns.StartKubelet();
        kubelet.FateOf = pod => pod.GetProperty("metadata").GetProperty("labels").GetProperty("ministack.dev/component").GetString() == "api" ? PodFate.Break : PodFate.Run;
        await ns.ApplyAsync(Stacks.Minimal("demo", api: "replicas: 2"));
        await ns.EventuallyAsync("pdb", "demo-api", found =>
            found.TryGetProperty("status", out var status) && status.TryGetProperty("disruptionsAllowed", out var allowed)
            && allowed.GetInt32() == 0 && status.GetProperty("expectedPods").GetInt32() == 2);
        var broken = default(JsonElement);
        await Eventually.TrueAsync(
            async () => (broken = (await cluster.Admin.ListAsync($"{cluster.Admin.PathOf("pod", ns.Name)}?labelSelector=ministack.dev/component=api"))
                .FirstOrDefault(pod => pod.GetProperty("status").GetProperty("phase").GetString() == "Running")).ValueKind == JsonValueKind.Object,
            () => "no pod of the API is there");

        var name = broken.GetProperty("metadata").GetProperty("name").GetString();
        await cluster.Admin.CreateAsync(
            $"{cluster.Admin.PathOf("pod", ns.Name, name)}/eviction",
            $$$"""{"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"{{{name}}}"} }""");
    }

    [Fact]
    public async Task A_grace_that_is_shorter_than_the_pause_before_a_stop_is_admitted()
    {
        var ns = await cluster.CreateNamespaceAsync();
        await using var kubelet = ns.StartKubelet();

        await ns.ApplyAsync(Stacks.Minimal("demo", api: "terminationGracePeriodSeconds: 3"));

        await ns.EventuallyStatusAsync("demo", "Ready");
    }

    [Fact]
    public async Task The_pause_before_a_stop_is_the_kubelets_own()
    {
        Assert.SkipUnless(cluster.ControlPlane.ServerVersion.IsAtLeast(1, 30), "The sleep action of lifecycle hooks is served from Kubernetes 1.30 on.");
        var ns = await cluster.CreateNamespaceAsync();
        await using var kubelet = ns.StartKubelet();
        await ns.ApplyAsync(Stacks.Minimal("demo"));

        var deployment = await ns.EventuallyAsync("deployment", "demo-api", _ => true);

        var container = deployment.GetProperty("spec").GetProperty("template").GetProperty("spec").GetProperty("containers")[0];
        Assert.Equal(5, container.GetProperty("lifecycle").GetProperty("preStop").GetProperty("sleep").GetProperty("seconds").GetInt32());
    }
}
