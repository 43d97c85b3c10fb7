using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using k8s.Models;
using MiniStack.Operator.Core.Entities;

namespace MiniStack.Operator.Core.Tests.Config;

/// <summary>Reads the CRD's schema and the entity's types side by side.</summary>
public sealed class CrdMatchesEntityTests
{
    private static readonly NullabilityInfoContext Nullability = new();

    [Fact]
    public void Names_and_types_are_the_same()
    {
        var differences = new List<string>();
        CompareObject("spec", typeof(MiniStackSpec), Property("spec"), differences);
        CompareObject("status", typeof(MiniStackStatus), Property("status"), differences);

        AssertNone(differences);
    }

    [Fact]
    public void Required_fields_and_defaults_are_the_same()
    {
        var differences = new List<string>();
        CompareValues("spec", new MiniStackSpec(), Property("spec"), differences);

        AssertNone(differences);
    }

    [Theory]
    [InlineData(typeof(DeletionPolicy), "deletionPolicy")]
    [InlineData(typeof(RolloutStrategy), "api", "strategy")]
    [InlineData(typeof(ProbeScheme), "api", "health", "scheme")]
    public void Enums_are_the_same(Type type, params string[] path)
    {
        var constants = type.GetFields().Select(field => (string)field.GetRawConstantValue()!);
        var schema = path.Aggregate((JsonNode)Property("spec"), (node, step) => node["properties"]![step]!);

        Assert.Equal(constants.Order(), schema["enum"]!.AsArray().Select(value => (string)value!).Order());
    }

    [Fact]
    public void Group_version_and_names_are_the_same()
    {
        var spec = Crd.Load(Crd.Path)["spec"]!;

        Assert.Equal(V1Alpha1MiniStack.KubeGroup, (string)spec["group"]!);
        Assert.Equal(V1Alpha1MiniStack.KubeKind, (string)spec["names"]!["kind"]!);
        Assert.Equal(V1Alpha1MiniStack.KubePluralName, (string)spec["names"]!["plural"]!);
        Assert.Equal(V1Alpha1MiniStack.KubeApiVersion, (string)spec["versions"]![0]!["name"]!);
    }

    [Fact]
    public void Every_field_of_our_own_is_described()
    {
        var undescribed = new List<string>();
        foreach (var (name, type) in new[] { ("spec", typeof(MiniStackSpec)), ("status", typeof(MiniStackStatus)) })
        {
            CollectUndescribed(name, type, Property(name), undescribed);
        }

        AssertNone(undescribed);
    }

    private static void AssertNone(List<string> differences) => Assert.True(differences.Count == 0, string.Join('\n', differences));

    private static JsonObject Property(string name) => (JsonObject)Crd.Schema()["properties"]![name]!;

    private static void CompareObject(string path, Type type, JsonObject schema, List<string> differences)
    {
        var fields = Fields(type).ToDictionary(JsonName);
        var properties = schema["properties"]?.AsObject() ?? [];
        differences.AddRange(fields.Keys.Where(name => !properties.ContainsKey(name)).Select(name => $"{path}.{name} is missing in the CRD"));
        differences.AddRange(properties.Where(p => !fields.ContainsKey(p.Key)).Select(p => $"{path}.{p.Key} is missing in {type.Name}"));
        foreach (var (name, property) in properties)
        {
            if (fields.TryGetValue(name, out var field))
            {
                CompareType($"{path}.{name}", field.PropertyType, (JsonObject)property!, differences);
            }
        }
    }

    private static void CompareType(string path, Type type, JsonObject schema, List<string> differences)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        var expected = type switch
        {
            _ when type == typeof(string) => "string",
            _ when type == typeof(bool) => "boolean",
            _ when type == typeof(int) => "integer/int32",
            _ when type == typeof(long) => "integer/int64",
            _ when type == typeof(DateTime) => "string/date-time",
            _ when type == typeof(ResourceQuantity) || type == typeof(IntOrString) => "int-or-string",
            _ when IsGeneric(type, typeof(IList<>)) => "array",
            _ => "object",
        };
        var format = (string?)schema["format"] is { } f ? $"/{f}" : "";
        var actual = (bool?)schema["x-kubernetes-int-or-string"] is true ? "int-or-string" : (string?)schema["type"] + format;
        if (actual != expected)
            differences.Add($"{path} is {actual} in the CRD and {expected} in the entity");
        else if (expected == "array")
            CompareType($"{path}[]", type.GetGenericArguments()[0], (JsonObject)schema["items"]!, differences);
        else if (IsGeneric(type, typeof(IDictionary<,>)))
            CompareType($"{path}[]", type.GetGenericArguments()[1], (JsonObject)schema["additionalProperties"]!, differences);
        else if (expected == "object")
            CompareObject(path, type, schema, differences);
    }

    /// <summary>A field is optional if it is nullable, has a default if its initial value means something, and is required otherwise.</summary>
    private static void CompareValues(string path, object instance, JsonObject schema, List<string> differences)
    {
        var required = schema["required"]?.AsArray().Select(name => (string)name!).ToHashSet() ?? [];
        foreach (var field in Fields(instance.GetType()))
        {
            var name = JsonName(field);
            var property = (JsonObject)schema["properties"]![name]!;
            var value = field.GetValue(instance);
            if (IsOurs(field.PropertyType))
                CompareValues($"{path}.{name}", value ?? Activator.CreateInstance(field.PropertyType)!, property, differences);

            var optional = Nullability.Create(field).WriteState == NullabilityState.Nullable;
            var mustBeSet = !optional && (value is "" or 0 or ICollection<string> or V1LocalObjectReference
                || (IsOurs(field.PropertyType) && property["required"] is not null));
            if (required.Contains(name) != mustBeSet)
                differences.Add($"{path}.{name} is {(mustBeSet ? "required" : "not required")} by the entity alone");

            var expected = optional || mustBeSet ? null : IsOurs(field.PropertyType) ? "{}" : JsonSerializer.Serialize(value, field.PropertyType);
            if (property["default"]?.ToJsonString() != expected)
                differences.Add($"{path}.{name} has the default {property["default"]?.ToJsonString() ?? "none"} in the CRD and {expected ?? "none"} in the entity");
        }
    }

    private static void CollectUndescribed(string path, Type type, JsonObject schema, List<string> undescribed)
    {
        if (schema["description"] is null)
            undescribed.Add(path);
        if (!IsOurs(type))
            return;

        foreach (var field in Fields(type))
        {
            CollectUndescribed($"{path}.{JsonName(field)}", field.PropertyType, (JsonObject)schema["properties"]![JsonName(field)]!, undescribed);
        }
    }

    /// <summary>Of an embedded object's metadata a pod template takes labels and annotations alone.</summary>
    private static IEnumerable<PropertyInfo> Fields(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(field => type != typeof(V1ObjectMeta) || field.Name is nameof(V1ObjectMeta.Labels) or nameof(V1ObjectMeta.Annotations));

    private static string JsonName(PropertyInfo field) =>
        field.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(field.Name);

    private static bool IsOurs(Type type) => type.Namespace == typeof(MiniStackSpec).Namespace;

    private static bool IsGeneric(Type type, Type definition) => type.IsGenericType && type.GetGenericTypeDefinition() == definition;
}
