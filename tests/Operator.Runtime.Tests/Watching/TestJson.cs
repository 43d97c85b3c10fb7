using System.Text.Json.Serialization;
using k8s.Models;
using MiniStack.Operator.Runtime.Watching;

namespace MiniStack.Operator.Runtime.Tests.Watching;

[JsonSerializable(typeof(V1ConfigMap))]
[JsonSerializable(typeof(MetadataOnly<V1ConfigMap>))]
internal sealed partial class TestJson : JsonSerializerContext;
