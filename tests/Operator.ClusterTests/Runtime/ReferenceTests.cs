using System.Text.Json;
using System.Text.Json.Serialization;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;
using MiniStack.Operator.Runtime.Client;
using MiniStack.Operator.Runtime.Reconciliation;
using MiniStack.Operator.Runtime.Watching;

namespace MiniStack.Operator.ClusterTests.Runtime;

public sealed partial class ReferenceTests(Cluster cluster)
{
    [Fact]
    public async Task An_entity_is_reconciled_when_what_it_names_comes_changes_and_goes()
    {
        var ns = await cluster.CreateNamespaceAsync();
        await using var host = await StartAsync(ns);
        await CreateEntityAsync(ns, "a", "named");
        await UntilSeenAsync(host, "a", "");

        await UntilSeenAsync(host, "a", await CreateSecretAsync(ns, "named"));
        var changed = await cluster.Admin.PatchAsync(SecretPath(ns, "named"), """{"stringData":{"key":"two"}}""");
        await UntilSeenAsync(host, "a", Version(changed));
        await cluster.Admin.DeleteAsync(SecretPath(ns, "named"));
        await UntilSeenAsync(host, "a", "");
    }

    [Fact]
    public async Task An_entity_that_names_another_object_by_now_follows_that_one()
    {
        var ns = await cluster.CreateNamespaceAsync();
        var first = await CreateSecretAsync(ns, "first");
        await using var host = await StartAsync(ns);
        await CreateEntityAsync(ns, "a", "first");
        await UntilSeenAsync(host, "a", first);

        await cluster.Admin.PatchAsync(cluster.Admin.PathOf("configmap", ns.Name, "a"), """{"data":{"secret":"second"}}""");
        await UntilSeenAsync(host, "a", "");

        await UntilSeenAsync(host, "a", await CreateSecretAsync(ns, "second"));
    }

    [Fact]
    public async Task References_that_cannot_be_told_harm_no_other_entity()
    {
        var ns = await cluster.CreateNamespaceAsync();
        await using var host = await StartAsync(ns);
        await CreateEntityAsync(ns, "broken", "throw");
        await CreateEntityAsync(ns, "a", "named");

        await UntilSeenAsync(host, "a", await CreateSecretAsync(ns, "named"));
        await UntilSeenAsync(host, "broken", "");
    }

    [Fact]
    public async Task Of_a_named_object_nothing_but_its_identity_and_version_is_kept()
    {
        var ns = await cluster.CreateNamespaceAsync();
        await cluster.Admin.CreateAsync(
            cluster.Admin.PathOf("secret", ns.Name),
            """{"metadata":{"name":"named","annotations":{"copy":"hush"},"labels":{"a":"b"}},"stringData":{"key":"hush"} }""");
        await using var host = await StartAsync(ns);
        var informer = host.Services.GetRequiredService<Informer<MetadataOnly<V1Secret>>>();
        await informer.WaitForSyncAsync(TestContext.Current.CancellationToken);

        var known = informer.Store.Get(new ObjectKey(ns.Name, "named"))!;

        Assert.DoesNotContain("hush", JsonSerializer.Serialize(known, Json.Default.MetadataOnlyV1Secret), StringComparison.Ordinal);
        Assert.Equal((await ns.GetAsync("secret", "named")).GetProperty("metadata").GetProperty("uid").GetString(), known.Metadata.Uid);
    }

    private static Task<RuntimeHost> StartAsync(TestNamespace ns) => RuntimeHost.StartAsync<ReferencingController>(
        ns,
        controller => controller.References(
            RuntimeHost.Secrets.AsMetadataOnly(Json.Default.MetadataOnlyV1Secret), ReferencingController.ReferencesOf));

    private static Task<JsonElement> CreateEntityAsync(TestNamespace ns, string name, string secret) => ns.Cluster.Admin.CreateAsync(
        ns.Cluster.Admin.PathOf("configmap", ns.Name), $$$"""{"metadata":{"name":"{{{name}}}"},"data":{"secret":"{{{secret}}}"} }""");

    private static async Task<string> CreateSecretAsync(TestNamespace ns, string name) => Version(await ns.Cluster.Admin.CreateAsync(
        ns.Cluster.Admin.PathOf("secret", ns.Name), $$$"""{"metadata":{"name":"{{{name}}}"},"stringData":{"key":"one"} }"""));

    private static Task UntilSeenAsync(RuntimeHost host, string entity, string version)
    {
        var controller = (ReferencingController)host.Services.GetRequiredService<IEntityController<V1ConfigMap>>();
        return Eventually.TrueAsync(
            () => Task.FromResult(controller.Seen(entity) == version),
            () => $"{entity} has seen version '{controller.Seen(entity)}' of its Secret instead of '{version}'");
    }

    private static string Version(JsonElement item) => item.GetProperty("metadata").GetProperty("resourceVersion").GetString()!;

    private string SecretPath(TestNamespace ns, string name) => cluster.Admin.PathOf("secret", ns.Name, name);

    [JsonSerializable(typeof(MetadataOnly<V1Secret>))]
    private sealed partial class Json : JsonSerializerContext;
}
