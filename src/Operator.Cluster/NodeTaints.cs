using System.Text.Json.Serialization;
using k8s.Models;

namespace MiniStack.Operator.Cluster;

/// <summary>Of a node's spec, what keeps pods off.</summary>
public sealed class NodeTaints
{
    [JsonPropertyName("taints")]
    public IList<V1Taint>? Taints { get; set; }
}
