using System.Text.Json.Serialization;
using k8s.Models;
using MiniStack.Operator.Runtime.Watching;

namespace MiniStack.Operator.Cluster;

/// <summary>JSON of what is read of an object without the rest.</summary>
[JsonSerializable(typeof(EventTarget))]
[JsonSerializable(typeof(MetadataOnly<V1ConfigMap>))]
[JsonSerializable(typeof(MetadataOnly<V1Secret>))]
[JsonSerializable(typeof(NodeFacts))]
internal sealed partial class PartialJson : JsonSerializerContext;
