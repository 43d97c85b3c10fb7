using k8s.Models;

namespace MiniStack.Operator.Core.Entities;

/// <summary>The fields of a component that say where its pods run and what else they carry: a pod's own, by the names that a pod has for them.</summary>
public interface IPlacedPods
{
    IDictionary<string, string>? NodeSelector { get; }

    IList<V1Toleration>? Tolerations { get; }

    V1Affinity? Affinity { get; }

    /// <summary>One without a label selector counts the component's own pods.</summary>
    IList<V1TopologySpreadConstraint>? TopologySpreadConstraints { get; }

    string? PriorityClassName { get; }

    string? RuntimeClassName { get; }

    PodMetadataSpec? PodMetadata { get; }
}
