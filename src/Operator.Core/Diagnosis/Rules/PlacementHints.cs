using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>Which field of the spec asks for the node that there is none of.</summary>
internal static class PlacementHints
{
    /// <summary>Of a volume that is for one pod, or for the pods of one node.</summary>
    public const string OneHolder =
        "Set spec.api.strategy to Recreate, and spec.api.replicas to 1: the old pod then gives up the volume first; or use one that several nodes may mount (ReadWriteMany)";

    public static string FieldOf(ObservedPod pod) => pod.Component == Labels.DatabaseComponent ? "spec.database" : "spec.api";

    /// <returns>Null where no reason is about a field of the spec.</returns>
    public static string? Of(ObservedPod pod, Func<string, bool> says)
    {
        var spec = pod.Stack.Stack.Spec;
        IPlacedPods placed = pod.Component == Labels.DatabaseComponent ? spec.Database : spec.Api;
        var field = FieldOf(pod);
        return says("anti-affinity") && placed.Affinity?.PodAntiAffinity is not null ? $"Add a node, or let its pods be together: {field}.affinity.podAntiAffinity"
            : says("pod affinity rules") && placed.Affinity?.PodAffinity is not null ? $"Mend {field}.affinity.podAffinity: kubectl get pods --show-labels"
            : says("topology spread") && placed.TopologySpreadConstraints is { Count: > 0 }
                ? $"Add a node, label the nodes by the topologyKey, or set whenUnsatisfiable: ScheduleAnyway in {field}.topologySpreadConstraints"
            : says("node affinity") || says("selector") ? Nodes(placed, field)
            : null;
    }

    private static string? Nodes(IPlacedPods placed, string field)
    {
        var labels = placed.NodeSelector is { Count: > 0 } selector
            ? string.Join(' ', selector.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => $"{each.Key}={each.Value}"))
            : null;
        return labels is not null ? $"Mend {field}.nodeSelector, or label a node: kubectl label node NODE {labels}"
            : placed.Affinity?.NodeAffinity is not null ? $"Mend {field}.affinity.nodeAffinity, or label a node: kubectl get nodes --show-labels"
            : null;
    }
}
