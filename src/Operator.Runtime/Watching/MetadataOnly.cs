using System.Text.Json.Serialization;
using k8s;
using k8s.Models;

namespace MiniStack.Operator.Runtime.Watching;

/// <summary>
/// That an object of <typeparamref name="TKind"/> exists, and its version: for kinds that specs merely name, whose content is read only when
/// it has changed.
/// </summary>
public sealed class MetadataOnly<TKind> : IKubernetesObject<V1ObjectMeta>
    where TKind : IKubernetesObject<V1ObjectMeta>
{
    [JsonPropertyName("apiVersion")]
    public string ApiVersion { get; set; } = "";

    [JsonPropertyName("kind")]
    public string Kind { get; set; } = "";

    /// <summary>Name, namespace, UID and version. An annotation may hold a whole Secret, as <c>kubectl apply</c> writes it: none is kept.</summary>
    [JsonPropertyName("metadata")]
    public V1ObjectMeta Metadata
    {
        get;
        set => field = new V1ObjectMeta
        {
            Name = value.Name,
            NamespaceProperty = value.NamespaceProperty,
            Uid = value.Uid,
            ResourceVersion = value.ResourceVersion,
            DeletionTimestamp = value.DeletionTimestamp,
        };
    } = new();
}
