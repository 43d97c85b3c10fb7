using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using MiniStack.Api.Health;
using MiniStack.Api.Items;

namespace MiniStack.Api;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HealthStatus))]
[JsonSerializable(typeof(IReadOnlyList<Item>))]
[JsonSerializable(typeof(NewItem))]
[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(HttpValidationProblemDetails))]
internal sealed partial class ApiJson : JsonSerializerContext;
