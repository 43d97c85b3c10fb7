using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MiniStack.Operator.Runtime.Applying;

/// <summary>
/// Takes away what a patch has left in <c>metadata.managedFields</c>. The API server notes every change that is no apply under its own
/// operation, <c>Update</c>, as if another had made it: fields that it owns stay when an apply leaves them out, and a variable's value would
/// stay beside its new source, which the server refuses.
/// </summary>
internal static class OwnershipPatch
{
    /// <param name="live">The object with its <c>managedFields</c>.</param>
    /// <returns>Null when there is nothing to take away.</returns>
    public static byte[]? Build(JsonElement live, string fieldManager)
    {
        if (!live.GetProperty("metadata").TryGetProperty("managedFields", out var entries))
        {
            return null;
        }

        List<JsonNode?> patch = [];
        foreach (var (index, entry) in entries.EnumerateArray().Index().Reverse())
        {
            if (Is(entry, "manager", fieldManager) && Is(entry, "operation", "Update") && !entry.TryGetProperty("subresource", out _))
            {
                patch.Add(Operation("test", $"{index}/manager", fieldManager));
                patch.Add(Operation("test", $"{index}/operation", "Update"));
                patch.Add(Operation("remove", $"{index}", null));
            }
        }

        return patch.Count == 0 ? null : Encoding.UTF8.GetBytes(new JsonArray([.. patch]).ToJsonString());
    }

    private static bool Is(JsonElement entry, string property, string value) => entry.TryGetProperty(property, out var found) && found.ValueEquals(value);

    private static JsonObject Operation(string operation, string path, string? value)
    {
        JsonObject item = new() { ["op"] = operation, ["path"] = $"/metadata/managedFields/{path}" };
        if (value is not null)
        {
            item["value"] = value;
        }

        return item;
    }
}
