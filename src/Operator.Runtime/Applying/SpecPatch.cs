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
    private const string Replicas = "replicas";

    public static byte[] Build<T>(ResourceType<T> type, T desired, T live)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var spec = SpecOf(desired)?.DeepClone() as JsonObject ?? [];
        if (!spec.ContainsKey(Replicas) && SpecOf(live)?[Replicas] is { } count)
        {
            // An autoscaler's: without the field the workload would fall to one pod.
            spec[Replicas] = count.DeepClone();
        }

        JsonArray patch = new(
            new JsonObject { ["op"] = "test", ["path"] = "/metadata/uid", ["value"] = live.Metadata.Uid },
            new JsonObject { ["op"] = "replace", ["path"] = "/spec", ["value"] = spec });
        return Encoding.UTF8.GetBytes(patch.ToJsonString());

        JsonNode? SpecOf(T item) => JsonSerializer.SerializeToNode(item, type.Json)!["spec"];
    }
}
