using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MiniStack.Operator.ClusterTests.Sweep;

/// <summary>The stacks of a cluster and all their children at one moment, namespace by namespace.</summary>
internal sealed partial class Snapshot
{
    private static readonly string[] Kinds =
    [
        "ministack", "deployment", "statefulset", "service", "configmap", "secret", "serviceaccount", "pvc", "networkpolicy", "ingress", "pdb", "hpa", "job",
    ];

    /// <summary>What differs from one run to the next, and only has to be there.</summary>
    private static readonly string[] Varying =
    [
        "ministack.dev/applied-hash", "ministack.dev/config-hash", "ministack.dev/superuser-hash", "ministack.dev/salt",
        "ministack.dev/database-knows", "ministack.dev/volume-uid", "ministack.dev/stack-uid",
    ];

    private readonly Dictionary<string, SortedDictionary<string, JsonElement>> _byNamespace = [];

    public static async Task<Snapshot> TakeAsync(AdminClient admin)
    {
        var snapshot = new Snapshot();
        foreach (var kind in Kinds)
        {
            foreach (var item in await admin.ListAsync(admin.PathOf(kind, "x").Replace("/namespaces/x", "", StringComparison.Ordinal)))
            {
                var metadata = item.GetProperty("metadata");
                var ns = metadata.GetProperty("namespace").GetString()!;
                if (!snapshot._byNamespace.TryGetValue(ns, out var items))
                {
                    snapshot._byNamespace[ns] = items = new(StringComparer.Ordinal);
                }

                items[$"{kind} {metadata.GetProperty("name").GetString()}"] = item;
            }
        }

        return snapshot;
    }

    /// <summary>Another value whenever an object of the namespace was made, changed or deleted.</summary>
    public string Version(string ns) =>
        string.Join(' ', Items(ns).Select(each => each.Value.GetProperty("metadata").GetProperty("resourceVersion").GetString()));

    /// <summary>The reason of the stack's condition Ready once no change is under way; null without a stack, and while it has none.</summary>
    public string? Reason(string ns)
    {
        if (!Items(ns).TryGetValue("ministack demo", out var stack) || TestNamespace.Condition(stack, "Ready") is not { } ready)
        {
            return null;
        }

        var reason = ready.GetProperty("reason").GetString();
        return TestNamespace.Condition(stack, "Reconciling")!.Value.GetProperty("status").GetString() == "True" ? $"{reason}, with changes under way" : reason;
    }

    /// <summary>What is alike in two namespaces where the same was done: an object's key and what it is to be.</summary>
    public IReadOnlyDictionary<string, string> Normalise(string ns) =>
        Items(ns).Where(each => !IsOfTheCluster(each.Key)).ToDictionary(each => each.Key, each => Normalise(ns, each.Value));

    private SortedDictionary<string, JsonElement> Items(string ns) => _byNamespace.GetValueOrDefault(ns) ?? new(StringComparer.Ordinal);

    private static bool IsOfTheCluster(string key) =>
        key is "serviceaccount default" or "configmap kube-root-ca.crt" || key.Contains("-token-", StringComparison.Ordinal);

    private static string Normalise(string ns, JsonElement item)
    {
        var wanted = JsonNode.Parse(item.GetRawText())!.AsObject();
        var metadata = wanted["metadata"]!.AsObject();
        foreach (var field in new[] { "uid", "resourceVersion", "generation", "creationTimestamp", "managedFields", "selfLink" })
        {
            metadata.Remove(field);
        }

        foreach (var owner in metadata["ownerReferences"]?.AsArray() ?? [])
        {
            owner!.AsObject().Remove("uid");
        }

        foreach (var annotations in new[] { metadata["annotations"], wanted["spec"]?["template"]?["metadata"]?["annotations"] })
        {
            foreach (var key in annotations?.AsObject().Select(each => each.Key).ToList() ?? [])
            {
                if (Varying.Contains(key))
                {
                    annotations![key] = "set";
                }
                else if (!key.StartsWith("ministack.dev/", StringComparison.Ordinal) && key != "deployment.kubernetes.io/revision")
                {
                    // A controller's notes.
                    annotations!.AsObject().Remove(key);
                }
            }
        }

        foreach (var field in new[] { "clusterIP", "clusterIPs", "volumeName" })
        {
            wanted["spec"]?.AsObject().Remove(field);
        }

        // Keys only: the values are the passwords, and compared with what the database knows.
        if (item.GetProperty("metadata").GetProperty("name").GetString() is "demo-db" or "demo-db-admin" && wanted["type"] is not null)
        {
            wanted["data"] = new JsonArray([.. wanted["data"]!.AsObject().Select(each => JsonValue.Create(each.Key)).OrderBy(each => each.ToString(), StringComparer.Ordinal)]);
        }

        // Made beside a ServiceAccount by the cluster.
        wanted.Remove("secrets");
        var status = wanted["status"];
        wanted["status"] = new JsonArray([.. (status?["conditions"]?.AsArray() ?? []).Select(each =>
            JsonValue.Create($"{each!["type"]}={each["status"]} {each["reason"]}")).OrderBy(each => each.ToString(), StringComparer.Ordinal)]);
        wanted["capacity"] = status?["capacity"]?.DeepClone();
        return Uid().Replace(Sorted(wanted)!.ToJsonString().Replace(ns, "NAMESPACE", StringComparison.Ordinal), "UID");
    }

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => KeyValuePair.Create(each.Key, Sorted(each.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sorted)]),
        _ => node?.DeepClone(),
    };

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uid();
}
