using System.Text.Json.Serialization.Metadata;
using k8s;
using k8s.Models;
using MiniStack.Operator.Runtime.Watching;

namespace MiniStack.Operator.Runtime.Client;

/// <summary>Beside <see cref="ResourceType{T}"/>: a generic type that makes itself of a larger one has no end, which native AOT refuses.</summary>
public static class ResourceTypeExtensions
{
    /// <summary>The same kind, of which the server sends the metadata alone.</summary>
    public static ResourceType<MetadataOnly<T>> AsMetadataOnly<T>(this ResourceType<T> type, JsonTypeInfo<MetadataOnly<T>> json)
        where T : class, IKubernetesObject<V1ObjectMeta> => new(type.Group, type.Version, type.Kind, type.Plural, json, type.Names)
        {
            Accept = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1",
            AcceptList = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1",
        };
}
