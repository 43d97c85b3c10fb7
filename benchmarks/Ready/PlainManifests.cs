using System.Text;
using System.Text.Json.Nodes;
using MiniStack.Benchmarks.Cluster;

namespace MiniStack.Benchmarks.Ready;

/// <summary>
/// The children of a stack as somebody would write them who has no operator: what it applied, without what is about the stack itself, and
/// with labels that it does not watch by.
/// </summary>
/// <param name="First">A list of all but the API's Deployment, in the order in which the operator makes them.</param>
/// <param name="Deployment">Applied once the database is ready, as the operator does.</param>
internal sealed record PlainManifests(string First, string Deployment)
{
    private const string FieldManager = "ministack-operator";

    private static readonly string[] FirstPaths =
    [
        "/api/v1/namespaces/{0}/secrets/{1}-db-admin",
        "/api/v1/namespaces/{0}/secrets/{1}-db",
        "/api/v1/namespaces/{0}/services/{1}-db",
        "/api/v1/namespaces/{0}/services/{1}-db-pods",
        "/api/v1/namespaces/{0}/configmaps/{1}-db",
        "/apis/networking.k8s.io/v1/namespaces/{0}/networkpolicies/{1}-db",
        "/api/v1/namespaces/{0}/persistentvolumeclaims/{1}-db-data",
        "/apis/apps/v1/namespaces/{0}/statefulsets/{1}-db",
        "/api/v1/namespaces/{0}/serviceaccounts/{1}-api",
        "/api/v1/namespaces/{0}/services/{1}-api",
    ];

    /// <param name="stack">One that is Ready.</param>
    public static async Task<PlainManifests> RecordAsync(RawClient client, string ns, string stack, CancellationToken cancellationToken)
    {
        var items = new JsonArray();
        foreach (var path in FirstPaths)
        {
            items.Add(await ReadAsync(path));
        }

        var list = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "List", ["items"] = items };
        var deployment = await ReadAsync("/apis/apps/v1/namespaces/{0}/deployments/{1}-api");
        return new(Rename(list), Rename(deployment));

        async Task<JsonObject> ReadAsync(string path)
        {
            var answer = await client.SendAsync(HttpMethod.Get, string.Format(null, path, ns, stack), cancellationToken: cancellationToken);
            return Strip(AppliedFields.Of(JsonNode.Parse(answer)!.AsObject(), FieldManager));
        }
    }

    /// <summary>For a namespace whose name is as long as that of the recorded stack: hosts and Secrets name it.</summary>
    public PlainManifests In(string recorded, string ns)
    {
        return new(Move(First), Move(Deployment));

        string Move(string json)
        {
            var node = JsonNode.Parse(json.Replace(recorded, ns, StringComparison.Ordinal))!;
            foreach (var secret in (node["items"]?.AsArray() ?? []).Where(each => each!["kind"]!.GetValue<string>() == "Secret"))
            {
                var data = secret!["data"]!.AsObject();
                foreach (var (key, value) in data.ToList())
                {
                    var text = Encoding.UTF8.GetString(Convert.FromBase64String(value!.GetValue<string>()));
                    data[key] = Convert.ToBase64String(Encoding.UTF8.GetBytes(text.Replace(recorded, ns, StringComparison.Ordinal)));
                }
            }

            return node.ToJsonString();
        }
    }

    private static JsonObject Strip(JsonObject applied)
    {
        var metadata = applied["metadata"]!.AsObject();
        metadata.Remove("ownerReferences");
        metadata.Remove("annotations");
        return applied;
    }

    private static string Rename(JsonObject manifest) => manifest.ToJsonString().Replace("ministack.dev/", "plain.example.test/", StringComparison.Ordinal);
}
