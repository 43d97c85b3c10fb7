using System.Text.Json.Serialization;
using k8s.Models;

namespace MiniStack.Operator.Runtime.LeaderElection;

[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(MicroTimeConverter)])]
[JsonSerializable(typeof(V1Lease))]
internal sealed partial class LeaseJson : JsonSerializerContext;
