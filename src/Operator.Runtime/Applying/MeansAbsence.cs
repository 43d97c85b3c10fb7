using System.Text.Json;

namespace MiniStack.Operator.Runtime.Applying;

/// <summary>
/// Which wanted properties say no more than their absence does. The server leaves these zeros out of its answers, since in its types they are
/// no pointers with <c>omitempty</c>, so that absence is all it knows. Any other zero it keeps, and one that is missing was taken away:
/// <c>allowPrivilegeEscalation: false</c> is the contrary of nothing.
/// </summary>
/// <remarks>From k8s.io/api: core/v1, apps/v1, batch/v1, networking.k8s.io/v1, policy/v1, autoscaling/v1.</remarks>
internal static class MeansAbsence
{
    private static readonly HashSet<string> False = new(StringComparer.Ordinal)
    {
        "chapAuthDiscovery", "chapAuthSession", "hostIPC", "hostNetwork", "hostPID", "paused", "publishNotReadyAddresses", "readOnly",
        "sslEnabled", "stdin", "stdinOnce", "tty",
    };

    private static readonly HashSet<string> Zero = new(StringComparer.Ordinal)
    {
        "hostPort", "initialDelaySeconds", "minReadySeconds", "nodePort", "partition",
    };

    private static readonly HashSet<string> Empty = new(StringComparer.Ordinal)
    {
        "fsType", "host", "hostname", "medium", "mountPath", "nodeName", "path", "prefix", "priorityClassName", "serviceAccountName", "subPath",
        "subPathExpr", "subdomain", "value", "volumeName", "workingDir",
    };

    /// <summary>Maps whose keys are names that somebody chose: an entry with an empty value is an entry.</summary>
    private static readonly HashSet<string> Maps = new(StringComparer.Ordinal)
    {
        "annotations", "binaryData", "capacity", "data", "labels", "limits", "matchLabels", "nodeSelector", "options", "requests", "selector",
        "stringData", "volumeAttributes",
    };

    /// <summary>Structs that are always there; any other object, such as an <c>emptyDir</c>, says something by being there.</summary>
    private static readonly HashSet<string> Structs = new(StringComparer.Ordinal) { "metadata", "resources", "status" };

    /// <param name="property">Wanted, and not in <paramref name="live"/>.</param>
    /// <param name="parent">The name of the property that holds both objects.</param>
    public static bool Of(JsonProperty property, string parent, JsonElement live)
    {
        var value = property.Value;
        return value.ValueKind == JsonValueKind.Null
            || (!Maps.Contains(parent) && value.ValueKind switch
            {
                JsonValueKind.False => False.Contains(property.Name),
                JsonValueKind.Number => value.TryGetInt64(out var number) && number == 0 && Zero.Contains(property.Name),
                JsonValueKind.String => value.ValueEquals(""u8) && Empty.Contains(property.Name) && !HasOtherSource(property, live),
                JsonValueKind.Array => value.GetArrayLength() == 0,
                JsonValueKind.Object => IsEmpty(property),
                _ => false,
            });
    }

    private static bool IsEmpty(JsonProperty item) => Maps.Contains(item.Name)
        ? !item.Value.EnumerateObject().Any()
        : Structs.Contains(item.Name) && item.Value.EnumerateObject().All(property => Of(property, item.Name, default));

    /// <summary>A variable that takes its value from somewhere else is not an empty one.</summary>
    private static bool HasOtherSource(JsonProperty property, JsonElement live) =>
        property.NameEquals("value"u8) && live.ValueKind == JsonValueKind.Object && live.TryGetProperty("valueFrom", out _);
}
