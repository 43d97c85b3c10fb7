using System.Text.Json.Serialization;
using k8s;
using k8s.Models;

namespace MiniStack.Operator.Cluster;

/// <summary>A node without its status, which lists every image that it has.</summary>
public sealed class NodeFacts : IKubernetesObject<V1ObjectMeta>
{
    [JsonPropertyName("apiVersion")]
    public string ApiVersion { get; set; } = "";

    [JsonPropertyName("kind")]
    public string Kind { get; set; } = "";

    [JsonPropertyName("metadata")]
    public V1ObjectMeta Metadata { get; set; } = new();

    [JsonPropertyName("spec")]
    public NodeTaints? Spec { get; set; }
}
