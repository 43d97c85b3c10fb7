using System.Text.Json.Serialization;
using k8s.Models;
using MiniStack.Operator.Runtime.Watching;

namespace MiniStack.Operator.Cluster;

/// <summary>JSON of the kinds of which only the metadata is watched.</summary>
[JsonSerializable(typeof(MetadataOnly<V1ConfigMap>))]
[JsonSerializable(typeof(MetadataOnly<V1Secret>))]
internal sealed partial class MetadataJson : JsonSerializerContext;
