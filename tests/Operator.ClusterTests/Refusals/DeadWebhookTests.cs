using System.Text.Json;

namespace MiniStack.Operator.ClusterTests.Refusals;

/// <summary>What the API server does not take is told, holds up nothing that does not need it, and is made good once it can be.</summary>
public sealed class DeadWebhookTests(Cluster cluster)
{
    [Fact]
    public async Task A_spec_that_cannot_be_applied_is_never_called_ready_and_the_webhook_is_named()
    {
        var ns = await CreateReadyStackAsync();
        string? told;
        await using (var webhook = await DeadWebhook.ForbidAsync(ns, "apps", "deployments", "deployment", "demo-api"))
        {
            await ns.KubectlAsync("patch", "ms", "demo", "--type=merge", "-p", """{"spec":{"api":{"image":"example.test/api:2"}}}""");
            var stack = await ns.EventuallyAsync("ministack", "demo", found => SpeaksOfSpec(found) && IsReason(found, "NotApplied"));

            Assert.Equal("False", TestNamespace.Condition(stack, "Ready")?.GetProperty("status").GetString());
            Assert.Equal("False", TestNamespace.Condition(stack, "Stalled")?.GetProperty("status").GetString());
            var diagnosis = stack.GetProperty("status").GetProperty("diagnosis");
            told = diagnosis.GetProperty("message").GetString();
            Assert.StartsWith(
                $"The API server did not take Deployment demo-api: admission webhook {webhook.Name} does not answer:", told, StringComparison.Ordinal);
            Assert.Contains("validatingwebhookconfigurations", diagnosis.GetProperty("hint").GetString(), StringComparison.Ordinal);
            Assert.False(string.IsNullOrEmpty(diagnosis.GetProperty("since").GetString()));
            await Eventually.TrueAsync(
                async () => (await cluster.Admin.ListAsync(cluster.Admin.PathOf("event", ns.Name))).Any(each => each.GetProperty("reason").GetString() == "NotApplied"),
                () => "no Event tells of it");
        }

        await ns.EventuallyAsync("deployment", "demo-api", found => Image(found) == "example.test/api:2");
        await ns.MakePodsReadyAsync("demo", "api", 2);
        var mended = await ns.EventuallyStatusAsync("demo", "Ready");
        Assert.False(mended.GetProperty("status").TryGetProperty("diagnosis", out _));
    }

    [Theory]
    [InlineData("networking.k8s.io", "ingresses", "ingress", "demo-api", """{"spec":{"api":{"ingress":{"host":"other.example.test"},"image":"example.test/api:2"}}}""")]
    [InlineData("networking.k8s.io", "networkpolicies", "networkpolicy", "demo-db", """{"spec":{"api":{"image":"example.test/api:2"}}}""")]
    [InlineData("policy", "poddisruptionbudgets", "pdb", "demo-api", """{"spec":{"api":{"replicas":3,"image":"example.test/api:2"}}}""")]
    [InlineData("", "services", "service", "demo-db", """{"spec":{"api":{"image":"example.test/api:2"}}}""")]
    public async Task What_fails_holds_up_nothing_that_does_not_need_it(string group, string resource, string kind, string name, string patch)
    {
        var ns = await CreateReadyStackAsync("replicas: 2", "ingress: {host: shop.example.test}");
        await using var webhook = await DeadWebhook.ForbidAsync(ns, group, resource, kind, name);

        // Deletes are let through: what is gone can't be made again.
        await cluster.Admin.DeleteAsync(cluster.Admin.PathOf(kind, ns.Name, name));
        await ns.KubectlAsync("patch", "ms", "demo", "--type=merge", "-p", patch);

        await ns.EventuallyAsync("deployment", "demo-api", found => Image(found) == "example.test/api:2");
        var stack = await ns.EventuallyAsync("ministack", "demo", found => IsReason(found, "NotApplied"));
        Assert.Contains(
            $"{name}: admission webhook {webhook.Name} does not answer",
            stack.GetProperty("status").GetProperty("diagnosis").GetProperty("message").GetString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_come_first_no_database_is_made_on_a_volume_that_its_credentials_have_no_record_of()
    {
        var ns = await cluster.CreateNamespaceAsync();
        await using var webhook = await DeadWebhook.ForbidAsync(ns, "", "secrets", "secret", "probe");

        await ns.ApplyAsync(Stacks.Minimal("demo"));

        await ns.EventuallyAsync("ministack", "demo", found => IsReason(found, "NotApplied"));
        await ns.EventuallyAsync("service", "demo-api", _ => true);
        Assert.Null(await ns.FindAsync("pvc", "demo-db-data"));
        Assert.Null(await ns.FindAsync("statefulset", "demo-db"));
        Assert.Null(await ns.FindAsync("deployment", "demo-api"));
    }

    private async Task<TestNamespace> CreateReadyStackAsync(params string[] api)
    {
        var ns = await cluster.CreateNamespaceAsync();
        await ns.ApplyAsync(Stacks.Minimal("demo", api: string.Join("\n    ", api)));
        await ns.MakePodsReadyAsync("demo", "database");
        await ns.MakePodsReadyAsync("demo", "api", api.Length == 0 ? 1 : 2);
        await ns.EventuallyStatusAsync("demo", "Ready");
        return ns;
    }

    /// <summary>The status is of the spec as it is.</summary>
    private static bool SpeaksOfSpec(JsonElement stack) =>
        stack.TryGetProperty("status", out var status)
        && status.GetProperty("observedGeneration").GetInt64() == stack.GetProperty("metadata").GetProperty("generation").GetInt64();

    private static bool IsReason(JsonElement stack, string reason) =>
        TestNamespace.Condition(stack, "Ready")?.GetProperty("reason").GetString() == reason;

    private static string? Image(JsonElement deployment) =>
        deployment.GetProperty("spec").GetProperty("template").GetProperty("spec").GetProperty("containers")[0].GetProperty("image").GetString();
}
