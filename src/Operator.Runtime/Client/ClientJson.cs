using System.Text.Json;
using System.Text.Json.Serialization;
using k8s.Models;

namespace MiniStack.Operator.Runtime.Client;

/// <summary>The few documents that the client itself reads.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(Corev1Event))]
[JsonSerializable(typeof(V1ListMeta))]
[JsonSerializable(typeof(V1Status))]
[JsonSerializable(typeof(VersionInfo))]
[JsonSerializable(typeof(V1APIGroupList))]
[JsonSerializable(typeof(V1APIResourceList))]
internal sealed partial class ClientJson : JsonSerializerContext;
