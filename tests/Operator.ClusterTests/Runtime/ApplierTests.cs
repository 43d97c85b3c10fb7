using k8s.Models;
using MiniStack.Operator.Cluster;
using MiniStack.Operator.Runtime.Applying;
using MiniStack.Operator.Runtime.Client;
using MiniStack.Operator.Runtime.Watching;

namespace MiniStack.Operator.ClusterTests.Runtime;

public sealed class ApplierTests(Cluster cluster) : IDisposable
{
    private readonly ApiClient _client = new(ApiClientConfiguration.Load(cluster.ControlPlane.AdminKubeconfigPath));

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task An_apply_with_a_version_leaves_what_somebody_wrote_since_alone()
    {
        var token = TestContext.Current.CancellationToken;
        var ns = await cluster.CreateNamespaceAsync();
        var applier = new Applier(_client, "test", "example.test/hash", new OwnWrites());
        var first = (await applier.ApplyAsync(RuntimeHost.ConfigMaps, Wanted("1", null), null, token))!.Read();
        Assert.Null(await applier.ApplyAsync(RuntimeHost.ConfigMaps, Wanted("1", first), first, token));
        await ns.KubectlAsync("patch", "configmap", "settings", "-p", """{"data":{"color":"red"}}""");

        var refusal = await Assert.ThrowsAsync<ApiException>(() => applier.ApplyAsync(RuntimeHost.ConfigMaps, Wanted("2", first), first, token));

        Assert.True(refusal.IsConflict);
        Assert.Equal("red", (await ns.GetAsync("configmap", "settings")).GetProperty("data").GetProperty("color").GetString());
        var live = await _client.GetAsync(RuntimeHost.ConfigMaps, new ObjectKey(ns.Name, "settings"), token);
        await applier.ApplyAsync(RuntimeHost.ConfigMaps, Wanted("2", live), live, token);
        Assert.Equal("2", (await ns.GetAsync("configmap", "settings")).GetProperty("data").GetProperty("color").GetString());

        V1ConfigMap Wanted(string color, V1ConfigMap? known) => Settings(ns, color, known?.Metadata.ResourceVersion);
    }

    [Fact]
    public async Task What_is_to_be_made_never_changes_what_is_there_already()
    {
        var token = TestContext.Current.CancellationToken;
        var ns = await cluster.CreateNamespaceAsync();
        var applier = new Applier(_client, "test", "example.test/hash", new OwnWrites());
        var made = await applier.ApplyAsync(RuntimeHost.ConfigMaps, Wanted("ours"), null, token);
        await ns.KubectlAsync("create", "configmap", "theirs", "--from-literal", "color=red");
        var theirs = Wanted("blue");
        theirs.Metadata.Name = "theirs";

        var refusal = await Assert.ThrowsAsync<ApiException>(() => applier.ApplyAsync(RuntimeHost.ConfigMaps, theirs, null, token));

        Assert.True(refusal.IsConflict);
        Assert.Equal("ours", made!.Read().Data["color"]);
        Assert.Equal("red", (await ns.GetAsync("configmap", "theirs")).GetProperty("data").GetProperty("color").GetString());
        Assert.DoesNotContain("example.test/hash", (await ns.GetAsync("configmap", "theirs")).ToString(), StringComparison.Ordinal);

        V1ConfigMap Wanted(string color) => Settings(ns, color);
    }

    [Fact]
    public async Task What_is_known_to_be_as_applied_is_so_until_somebody_edits_it_or_something_else_is_wanted()
    {
        var token = TestContext.Current.CancellationToken;
        var ns = await cluster.CreateNamespaceAsync();
        var applier = new Applier(_client, "test", "example.test/hash", new OwnWrites());
        var made = await applier.ApplyAsync(RuntimeHost.ConfigMaps, Wanted("1"), null, token);
        var restarted = new Applier(_client, "test", "example.test/hash", new OwnWrites());

        foreach (var each in new[] { applier, restarted })
        {
            var stored = await StoredAsync();
            Assert.Equal(made!.ResourceVersion, stored.ResourceVersion);
            Assert.True(IsApplied(each, "1", stored));
            Assert.True(IsApplied(each, "1", stored));
            Assert.False(IsApplied(each, "2", stored));
        }

        await ns.KubectlAsync("patch", "configmap", "settings", "-p", """{"data":{"added":"by somebody"}}""");
        Assert.True(IsApplied(applier, "1", await StoredAsync()));
        await ns.KubectlAsync("patch", "configmap", "settings", "-p", """{"data":{"color":"red"}}""");
        Assert.False(IsApplied(applier, "1", await StoredAsync()));

        async Task<Snapshot<V1ConfigMap>> StoredAsync() =>
            (await _client.ListSnapshotsAsync(RuntimeHost.ConfigMaps, ns.Name, null, 500, null, token)).Items.Single(each => each.Key.Name == "settings");

        bool IsApplied(Applier applier, string color, Snapshot<V1ConfigMap> stored) =>
            applier.IsApplied(RuntimeHost.ConfigMaps, Wanted(color), stored, stored.ReadMetadata());

        V1ConfigMap Wanted(string color) => Settings(ns, color);
    }

    [Fact]
    public async Task A_kind_that_the_server_makes_in_a_way_of_its_own_is_made_all_the_same()
    {
        var token = TestContext.Current.CancellationToken;
        var ns = await cluster.CreateNamespaceAsync();
        var applier = new Applier(_client, "test", "example.test/hash", new OwnWrites());

        var made = await applier.ApplyAsync(ResourceTypes.Service, Wanted("first"), null, token);

        Assert.Equal("first", made!.Key.Name);
        if (!applier.IsGuarded(ResourceTypes.Service))
        {
            Assert.Equal("second", (await applier.ApplyAsync(ResourceTypes.Service, Wanted("second"), null, token))!.Key.Name);
        }

        V1Service Wanted(string name) => new()
        {
            ApiVersion = "v1",
            Kind = "Service",
            Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = ns.Name },
            Spec = new V1ServiceSpec { Ports = [new V1ServicePort { Port = 80, Protocol = "TCP" }] },
        };
    }

    private static V1ConfigMap Settings(TestNamespace ns, string color, string? version = null) => new()
    {
        ApiVersion = "v1",
        Kind = "ConfigMap",
        Metadata = new V1ObjectMeta { Name = "settings", NamespaceProperty = ns.Name, ResourceVersion = version },
        Data = new Dictionary<string, string> { ["color"] = color },
    };
}
