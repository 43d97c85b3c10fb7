using System.Text.Json;
using System.Text.Json.Nodes;

namespace MiniStack.Operator.ClusterTests.Drift;

/// <summary>
/// Two ready stacks, <c>demo</c> and <c>open</c>, which is autoscaled and has an Ingress: between them every kind of child. The children are
/// edited and deleted by one test after the other.
/// </summary>
public sealed class DriftStack(Cluster cluster) : IAsyncLifetime
{
    private const string StrategicMergePatch = "application/strategic-merge-patch+json";

    private Kubelet? _kubelet;

    public TestNamespace Namespace { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Namespace = await cluster.CreateNamespaceAsync();
        _kubelet = Namespace.StartKubelet();
        await Namespace.ApplyAsync(Stacks.Minimal("demo", api: "replicas: 2"));
        await Namespace.ApplyAsync(Stacks.Minimal("open", api: "autoscale: {minReplicas: 2, maxReplicas: 4, cpuPercent: 70}\n    ingress: {host: open.example.test}"));
        await Namespace.EventuallyStatusAsync("demo", "Ready");
        await Namespace.EventuallyStatusAsync("open", "Ready");
        await Namespace.EventuallyAsync("hpa", "open-api", _ => true);
        await Namespace.EventuallyAsync("ingress", "open-api", _ => true);
    }

    public ValueTask DisposeAsync() => _kubelet?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>An edit as <c>kubectl patch</c> makes it.</summary>
    public Task<JsonElement> EditAsync(string kind, string name, string patch) =>
        cluster.Admin.PatchAsync($"{cluster.Admin.PathOf(kind, Namespace.Name, name)}?fieldManager=kubectl-patch", patch, StrategicMergePatch);

    public Task DeleteAsync(string kind, string name) => cluster.Admin.DeleteAsync(cluster.Admin.PathOf(kind, Namespace.Name, name));

    public async Task<string> LookAsync(string kind, string name) => Wanted(await Namespace.GetAsync(kind, name));

    /// <summary>Waits until the object looks as it did, apart from what the server and the controllers write.</summary>
    public Task<JsonElement> EventuallyLooksAsync(string kind, string name, string wanted) =>
        Namespace.EventuallyAsync(kind, name, found => Wanted(found) == wanted);

    public static string Wanted(JsonElement item)
    {
        var wanted = JsonNode.Parse(item.GetRawText())!.AsObject();
        wanted.Remove("status");
        var metadata = wanted["metadata"]!.AsObject();
        foreach (var field in new[] { "uid", "resourceVersion", "generation", "creationTimestamp", "managedFields", "deletionTimestamp", "deletionGracePeriodSeconds" })
        {
            metadata.Remove(field);
        }

        foreach (var note in new[] { "deployment.kubernetes.io/revision", "autoscaling.alpha.kubernetes.io/conditions", "autoscaling.alpha.kubernetes.io/current-metrics" })
        {
            metadata["annotations"]?.AsObject().Remove(note);
        }

        foreach (var field in new[] { "clusterIP", "clusterIPs" })
        {
            if (wanted["spec"]?[field]?.ToString() is not "None")
            {
                wanted["spec"]?.AsObject().Remove(field);
            }
        }

        // Made beside a ServiceAccount by the cluster.
        wanted.Remove("secrets");
        return Sorted(wanted)!.ToJsonString();
    }

    /// <summary>A key, or a variable, that was taken out and put back stands elsewhere.</summary>
    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => KeyValuePair.Create(each.Key, Sorted(each.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sorted).OrderBy(each => (each as JsonObject)?["name"]?.ToString(), StringComparer.Ordinal)]),
        _ => node?.DeepClone(),
    };
}
