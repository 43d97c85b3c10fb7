using System.Text.Json.Serialization;
using k8s.Models;

namespace MiniStack.Lab.Host;

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(V1ServiceList))]
[JsonSerializable(typeof(V1EndpointsList))]
[JsonSerializable(typeof(V1NodeList))]
[JsonSerializable(typeof(V1PersistentVolumeList))]
[JsonSerializable(typeof(V1PersistentVolumeClaimList))]
[JsonSerializable(typeof(V1StorageClassList))]
[JsonSerializable(typeof(V1ServiceAccountList))]
internal sealed partial class ApiJson : JsonSerializerContext;
