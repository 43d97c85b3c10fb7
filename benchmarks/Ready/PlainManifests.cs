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

    private static readonly (string Plural, string Suffix)[] FirstChildren =
    [
        ("secrets", "-db-admin"),
        ("secrets", "-db"),
        ("services", "-db"),
        ("services", "-db-pods"),
        ("configmaps", "-db"),
        ("networkpolicies", "-db"),
        ("persistentvolumeclaims", "-db-data"),
        ("statefulsets", "-db"),
        ("serviceaccounts", "-api"),
        ("services", "-api"),
    ];

    /// <param name="stack">One that is Ready.</param>
    public static async Task<PlainManifests> RecordAsync(RawClient client, string ns, string stack, CancellationToken cancellationToken)
    {
        var items = new JsonArray();
        foreach (var (plural, suffix) in FirstChildren)
        {
            items.Add(await ReadAsync(plural, suffix));
        }

        var list = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "List", ["items"] = items };
        var deployment = await ReadAsync("deployments", "-api");
        return new(Rename(list), Rename(deployment));

        async Task<JsonObject> ReadAsync(string plural, string suffix)
        {
            var answer = await client.SendAsync(HttpMethod.Get, Resources.Child(plural).Item(ns, stack + suffix), cancellationToken: cancellationToken);
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
