using System.Text;
using System.Text.Json;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;
using MiniStack.Operator.Runtime.Client;
using MiniStack.Operator.Runtime.Reconciliation;

namespace MiniStack.Operator.ClusterTests.Runtime;

public sealed class FinalizerTests(Cluster cluster)
{
    private const string Ours = "test.ministack.dev/finalizer";
    private const string Others = "test.ministack.dev/other";

    [Theory]
    [InlineData("null", new[] { Ours })]
    [InlineData("[]", new[] { Ours })]
    [InlineData($"""["{Others}"]""", new[] { Others, Ours })]
    public async Task It_is_attached_before_the_controller_sees_the_entity(string finalizers, string[] expected)
    {
        var ns = await cluster.CreateNamespaceAsync();
        await using var host = await StartAsync(ns);

        await CreateAsync(ns, "a", "true", finalizers);

        await Eventually.TrueAsync(() => Task.FromResult(Controller(host).Seen("a") is not null), () => "the controller was not called");
        Assert.Equal(expected, Controller(host).Seen("a")!.Metadata.Finalizers);
        Assert.Equal(expected, Finalizers(await ns.GetAsync("configmap", "a")));
    }

    [Fact]
    public async Task It_holds_the_entity_until_its_work_is_done_and_leaves_other_finalizers_alone()
    {
        var ns = await cluster.CreateNamespaceAsync();
        await using var host = await StartAsync(ns);
        var finalizer = (TestFinalizer)host.Services.GetRequiredService<IEntityFinalizer<V1ConfigMap>>();
        await CreateAsync(ns, "a", "true", $"""["{Others}"]""");
        await ns.EventuallyAsync("configmap", "a", found => Finalizers(found).Contains(Ours));

        await cluster.Admin.DeleteAsync(cluster.Admin.PathOf("configmap", ns.Name, "a"));
        await Eventually.TrueAsync(() => Task.FromResult(finalizer.Calls > 2), () => $"it was called {finalizer.Calls} times");
        Assert.Contains(Ours, Finalizers(await ns.GetAsync("configmap", "a")));

        finalizer.MayEnd = true;
        await ns.EventuallyAsync("configmap", "a", found => Finalizers(found).SequenceEqual([Others]));

        await cluster.Admin.PatchAsync(cluster.Admin.PathOf("configmap", ns.Name, "a"), """{"metadata":{"finalizers":null}}""");
        await ns.EventuallyGoneAsync("configmap", "a");
    }

    [Fact]
    public async Task It_is_detached_when_it_no_longer_applies_also_from_an_entity_that_is_being_deleted()
    {
        var ns = await cluster.CreateNamespaceAsync();
        await using var host = await StartAsync(ns);
        foreach (var name in new[] { "lives", "leaves" })
        {
            await CreateAsync(ns, name, "true", "null");
            await ns.EventuallyAsync("configmap", name, found => Finalizers(found).Contains(Ours));
        }

        await cluster.Admin.PatchAsync(cluster.Admin.PathOf("configmap", ns.Name, "lives"), """{"data":{"keep":"false"}}""");
        await ns.EventuallyAsync("configmap", "lives", found => Finalizers(found).Length == 0);

        await cluster.Admin.DeleteAsync(cluster.Admin.PathOf("configmap", ns.Name, "leaves"));
        await cluster.Admin.PatchAsync(cluster.Admin.PathOf("configmap", ns.Name, "leaves"), """{"data":{"keep":"false"}}""");
        await ns.EventuallyGoneAsync("configmap", "leaves");
    }

    [Theory]
    [InlineData("""[{"op":"test","path":"/metadata/uid","value":"other"},{"op":"add","path":"/data/x","value":"y"}]""")]
    [InlineData("""[{"op":"remove","path":"/metadata/finalizers/3"}]""")]
    public async Task A_patch_that_does_not_fit_is_a_conflict(string patch)
    {
        var ns = await cluster.CreateNamespaceAsync();
        await CreateAsync(ns, "a", "false", $"""["{Others}"]""");
        using var client = new ApiClient(ApiClientConfiguration.Load(cluster.ControlPlane.AdminKubeconfigPath));

        var exception = await Assert.ThrowsAsync<ApiException>(() => client.JsonPatchAsync(
            RuntimeHost.ConfigMaps, new ObjectKey(ns.Name, "a"), Encoding.UTF8.GetBytes(patch), TestContext.Current.CancellationToken));

        Assert.True(exception.IsConflict, $"{exception.Code} {exception.Reason}: {exception.Message}");
    }

    [Fact]
    public async Task A_patch_that_validation_refuses_is_no_conflict()
    {
        var ns = await cluster.CreateNamespaceAsync();
        await CreateAsync(ns, "a", "false", "null");
        using var client = new ApiClient(ApiClientConfiguration.Load(cluster.ControlPlane.AdminKubeconfigPath));

        var exception = await Assert.ThrowsAsync<ApiException>(() => client.JsonPatchAsync(
            RuntimeHost.ConfigMaps,
            new ObjectKey(ns.Name, "a"),
            """[{"op":"add","path":"/metadata/labels","value":{"not a key!":"x"}}]"""u8.ToArray(),
            TestContext.Current.CancellationToken));

        Assert.False(exception.IsConflict, exception.Message);
    }

    private static Task<RuntimeHost> StartAsync(TestNamespace ns) =>
        RuntimeHost.StartAsync<RecordingController>(ns, controller => controller.AddFinalizer<TestFinalizer>());

    private static RecordingController Controller(RuntimeHost host) =>
        (RecordingController)host.Services.GetRequiredService<IEntityController<V1ConfigMap>>();

    private static Task<JsonElement> CreateAsync(TestNamespace ns, string name, string keep, string finalizers) => ns.Cluster.Admin.CreateAsync(
        ns.Cluster.Admin.PathOf("configmap", ns.Name),
        $$$"""{"metadata":{"name":"{{{name}}}","finalizers":{{{finalizers}}}},"data":{"keep":"{{{keep}}}"} }""");

    private static string[] Finalizers(JsonElement item) => item.GetProperty("metadata").TryGetProperty("finalizers", out var finalizers)
        ? [.. finalizers.EnumerateArray().Select(each => each.GetString()!)]
        : [];
}
