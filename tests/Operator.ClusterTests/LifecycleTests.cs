using System.Text.Json;

namespace MiniStack.Operator.ClusterTests;

/// <summary>Rows of the design's table that no other test names.</summary>
public sealed class LifecycleTests(Cluster cluster)
{
    [Fact]
    public async Task Deleting_under_Delete_takes_the_data_along_once_the_databases_pod_is_gone()
    {
        var ns = await cluster.CreateNamespaceAsync();
        await using var kubelet = ns.StartKubelet();
        await ns.ApplyAsync(Stacks.Minimal("demo", spec: "deletionPolicy: Delete"));
        await ns.EventuallyStatusAsync("demo", "Ready");

        await cluster.Admin.DeleteAsync(cluster.Admin.PathOf("ministack", ns.Name, "demo"));

        await ns.EventuallyGoneAsync("ministack", "demo");
        await ns.EventuallyGoneAsync("pvc", "demo-db-data");
        await ns.EventuallyGoneAsync("secret", "demo-db");
        await ns.EventuallyGoneAsync("secret", "demo-db-admin");
    }

    [Fact]
    public async Task Deleting_the_namespace_ends()
    {
        var ns = await cluster.CreateNamespaceAsync();
        await using var kubelet = ns.StartKubelet();
        await ns.ApplyAsync(Stacks.Minimal("demo", spec: "deletionPolicy: Delete"));
        await ns.EventuallyStatusAsync("demo", "Ready");

        await cluster.Admin.DeleteAsync($"/api/v1/namespaces/{ns.Name}");

        await Eventually.TrueAsync(async () => await cluster.Admin.FindAsync($"/api/v1/namespaces/{ns.Name}") is null, () => "the namespace is still there");
    }

    [Fact]
    public async Task A_paused_stack_is_left_alone_and_can_be_deleted()
    {
        var ns = await cluster.CreateNamespaceAsync();
        await using var kubelet = ns.StartKubelet();
        await ns.ApplyAsync(Stacks.Minimal("demo"));
        await ns.EventuallyStatusAsync("demo", "Ready");
        await PatchAsync(ns, "ministack", "demo", """{"metadata":{"annotations":{"ministack.dev/paused":"true"}}}""");
        await ns.EventuallyStatusAsync("demo", "Paused");

        await PatchAsync(ns, "service", "demo-api", """{"spec":{"selector":{"ministack.dev/stack":"other"}}}""");
        await PatchAsync(ns, "ministack", "demo", """{"spec":{"api":{"image":"example.test/api:2"}}}""");
        await ns.EventuallyAsync("ministack", "demo", found =>
            found.GetProperty("status").GetProperty("observedGeneration").GetInt64() == found.GetProperty("metadata").GetProperty("generation").GetInt64());
        await ns.EventuallyAsync("ministack", "demo", found => TestNamespace.Condition(found, "Ready")?.GetProperty("status").GetString() == "False");
        Assert.Equal("other", (await ns.GetAsync("service", "demo-api")).GetProperty("spec").GetProperty("selector").GetProperty("ministack.dev/stack").GetString());

        await cluster.Admin.DeleteAsync(cluster.Admin.PathOf("ministack", ns.Name, "demo"));
        await ns.EventuallyGoneAsync("ministack", "demo");
    }

    [Theory]
    [InlineData(true, "Ready", "2Gi")]
    [InlineData(false, "ExpansionUnsupported", "1Gi")]
    public async Task Raising_the_size_grows_the_volume_or_says_that_it_cannot_and_blocks_nothing(bool canGrow, string reason, string size)
    {
        var ns = await cluster.CreateNamespaceAsync();
        var name = $"class-{ns.Name}";
        await cluster.Admin.CreateAsync("/apis/storage.k8s.io/v1/storageclasses", $$$"""
            {"metadata":{"name":"{{{name}}}"},"provisioner":"disks.example.test","allowVolumeExpansion":{{{(canGrow ? "true" : "false")}}} }
            """);
        await using var kubelet = ns.StartKubelet();
        await ns.ApplyAsync(Stacks.Minimal("demo").Replace("{size: 1Gi}", $"{{size: 1Gi, storageClassName: {name}}}", StringComparison.Ordinal));
        await ns.EventuallyStatusAsync("demo", "Ready");
        await ns.EventuallyAsync("pvc", "demo-db-data", found => found.GetProperty("status").GetProperty("phase").GetString() == "Bound");
        var database = (await ns.GetAsync("statefulset", "demo-db")).GetProperty("metadata").GetProperty("generation").GetInt64();

        await PatchAsync(ns, "ministack", "demo", """{"spec":{"api":{"image":"example.test/api:2"},"database":{"storage":{"size":"2Gi"}}}}""");

        await ns.EventuallyAsync("deployment", "demo-api", found =>
            found.GetProperty("spec").GetProperty("template").GetProperty("spec").GetProperty("containers")[0].GetProperty("image").GetString() == "example.test/api:2");
        await ns.EventuallyStatusAsync("demo", reason);
        await ns.EventuallyAsync("pvc", "demo-db-data", found => found.GetProperty("spec").GetProperty("resources").GetProperty("requests").GetProperty("storage").GetString() == size);
        Assert.Equal(database, (await ns.GetAsync("statefulset", "demo-db")).GetProperty("metadata").GetProperty("generation").GetInt64());
    }

    private Task<JsonElement> PatchAsync(TestNamespace ns, string kind, string name, string patch) =>
        cluster.Admin.PatchAsync(cluster.Admin.PathOf(kind, ns.Name, name), patch);
}
