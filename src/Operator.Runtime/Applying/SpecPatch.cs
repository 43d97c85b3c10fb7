using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using MiniStack.Operator.Runtime.Client;

namespace MiniStack.Operator.Runtime.Applying;

/// <summary>
/// The last resort against an edit that an apply can't undo, since an apply only ever adds: replaces the whole spec, and with it what others
/// have put there.
/// </summary>
internal static class SpecPatch
{
    /// <summary>An autoscaler's, and what the server has given out: not to be lost.</summary>
    private static readonly string[] Given = ["replicas", "clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"];

    /// <param name="json">An object.</param>
    public static bool HasSpec(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.TryGetProperty("spec", out _);
    }

    /// <param name="version">That the live object is to have; null for any.</param>
    public static byte[] Build<T>(ResourceType<T> type, T desired, T live, string? version)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var spec = SpecOf(desired)?.DeepClone() as JsonObject ?? [];
        var current = SpecOf(live);
        foreach (var field in Given)
        {
            if (!spec.ContainsKey(field) && current?[field] is { } value)
            {
                spec[field] = value.DeepClone();
            }
        }

        var isOurs = Operation("test", "/metadata/uid", live.Metadata.Uid);
        var replaces = Operation("replace", "/spec", spec);
        JsonArray patch = version is null
            ? new(isOurs, replaces)
            : new(isOurs, Operation("test", "/metadata/resourceVersion", version), replaces);
        return Encoding.UTF8.GetBytes(patch.ToJsonString());

        static JsonObject Operation(string operation, string path, JsonNode? value) => new() { ["op"] = operation, ["path"] = path, ["value"] = value };

        JsonNode? SpecOf(T item) => JsonSerializer.SerializeToNode(item, type.Json)!["spec"];
    }
}
