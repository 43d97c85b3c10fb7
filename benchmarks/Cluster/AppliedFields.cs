using System.Text.Json.Nodes;

namespace MiniStack.Benchmarks.Cluster;

/// <summary>What one field manager has applied of an object, as it must have sent it: the server records it beside the object.</summary>
internal static class AppliedFields
{
    /// <param name="live">As the server answers a get, with its <c>managedFields</c>.</param>
    /// <exception cref="BenchException">That manager has applied nothing of it.</exception>
    public static JsonObject Of(JsonObject live, string manager)
    {
        var metadata = live["metadata"]!;
        var fields = metadata["managedFields"]!.AsArray()
            .FirstOrDefault(each => each!["manager"]!.GetValue<string>() == manager && each["operation"]!.GetValue<string>() == "Apply")?["fieldsV1"]?.AsObject()
            ?? throw new BenchException($"{manager} has not applied {live["kind"]} {metadata["name"]}.");
        var applied = Select(live, fields)!.AsObject();
        foreach (var field in new[] { "apiVersion", "kind" })
        {
            applied[field] = live[field]!.DeepClone();
        }

        applied["metadata"]!["name"] = metadata["name"]!.DeepClone();
        return applied;
    }

    /// <param name="fields">A field set: <c>f:NAME</c> of a map, <c>k:KEYS</c> of a list of maps, <c>v:VALUE</c> of a set; empty for all below.</param>
    private static JsonNode? Select(JsonNode? live, JsonObject fields) => fields.Count == 0 ? live?.DeepClone() : live switch
    {
        JsonObject map => new JsonObject(
            from field in fields
            where field.Key.StartsWith("f:", StringComparison.Ordinal) && map.ContainsKey(field.Key[2..])
            select KeyValuePair.Create(field.Key[2..], Select(map[field.Key[2..]], field.Value!.AsObject()))),
        JsonArray list => new JsonArray(
            [.. from item in list from field in fields where IsOf(item, field.Key) select Select(item, field.Value!.AsObject())]),
        _ => live?.DeepClone(),
    };

    private static bool IsOf(JsonNode? item, string field) => field[..2] switch
    {
        "k:" => JsonNode.Parse(field[2..])!.AsObject().All(key => JsonNode.DeepEquals(item![key.Key], key.Value)),
        "v:" => JsonNode.DeepEquals(item, JsonNode.Parse(field[2..])),
        _ => false,
    };
}
