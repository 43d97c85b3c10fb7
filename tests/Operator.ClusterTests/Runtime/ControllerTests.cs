using System.Text.Json;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;
using MiniStack.Operator.Runtime.Reconciliation;

namespace MiniStack.Operator.ClusterTests.Runtime;

public sealed class ControllerTests(Cluster cluster)
{
    [Fact]
    public async Task An_entity_whose_reconcile_fails_stops_no_other_and_is_tried_again()
    {
        var ns = await cluster.CreateNamespaceAsync();
        await using var host = await RuntimeHost.StartAsync<RecordingController>(ns);
        var controller = (RecordingController)host.Services.GetRequiredService<IEntityController<V1ConfigMap>>();
        foreach (var name in new[] { "broken-1", "broken-2", "broken-3" })
        {
            await CreateAsync(ns, name, """{"throw":"yes"}""");
        }

        await CreateAsync(ns, "whole", "{}");
        await Eventually.TrueAsync(() => Task.FromResult(controller.Seen("whole") is not null), () => "it was not reconciled");
        Assert.Null(controller.Seen("broken-1"));

        await cluster.Admin.PatchAsync(cluster.Admin.PathOf("configmap", ns.Name, "broken-1"), """{"data":{"throw":null}}""");
        await Eventually.TrueAsync(() => Task.FromResult(controller.Seen("broken-1") is not null), () => "it was not tried again");
    }

    private static Task<JsonElement> CreateAsync(TestNamespace ns, string name, string data) => ns.Cluster.Admin.CreateAsync(
        ns.Cluster.Admin.PathOf("configmap", ns.Name), $$$"""{"metadata":{"name":"{{{name}}}"},"data":{{{data}}}}""");
}
