using System.Text.Json.Nodes;
using MiniStack.Operator.Core.Tests.Config;

namespace MiniStack.Operator.Core.Tests.Validation;

/// <summary>Every place of a MiniStack's spec that takes text, as the CRD's schema has them: so none that comes later is forgotten.</summary>
public static class SpecFields
{
    private static readonly JsonObject Spec = (JsonObject)Crd.Schema()["properties"]!["spec"]!;

    /// <summary>Text that could mean something else in a path, a query, a file's name or a line, or that has no place in a name.</summary>
    public static IReadOnlyList<string> HostileTexts { get; } =
    [
        "../", "../../victim/secrets/crown", "..", "%2e%2e%2f", "crown?watch=true", "crown#", "cr\0wn", new('a', 300), "корона", "crown\n", "/", "",
    ];

    public static IReadOnlyList<SpecField> All { get; } = [.. Under(["spec"], Spec)];

    /// <summary>The smallest valid MiniStack with a text in one place, and what else the schema asks for there.</summary>
    public static JsonObject Stack(SpecField field, string text)
    {
        var stack = SpecTable.Stack("{}");
        var spec = (JsonObject)stack["spec"]!;
        Put(spec, Spec, field.Steps.AsSpan()[1..], text);
        if (field.Path.StartsWith("spec.api.volumeMounts", StringComparison.Ordinal))
        {
            spec["api"]!["volumes"] = JsonNode.Parse("""[{"name": "sample", "emptyDir": {}}]""");
        }

        return stack;
    }

    private static IEnumerable<SpecField> Under(string[] steps, JsonObject schema)
    {
        if (IsText(schema))
        {
            return [new SpecField(steps, schema)];
        }

        if (schema["properties"] is JsonObject properties)
        {
            return properties.SelectMany(each => Under([.. steps, each.Key], (JsonObject)each.Value!));
        }

        if (schema["items"] is JsonObject items)
        {
            return Under([.. steps, SpecField.Item], items);
        }

        return schema["additionalProperties"] is JsonObject values
            ? [new SpecField([.. steps, SpecField.Key], []), .. Under([.. steps, SpecField.Value], values)]
            : [];
    }

    private static bool IsText(JsonObject schema) => (string?)schema["type"] == "string" || (bool?)schema["x-kubernetes-int-or-string"] is true;

    private static void Put(JsonNode target, JsonObject schema, ReadOnlySpan<string> steps, string text)
    {
        var step = steps[0];
        var inner = (JsonObject)(step switch
        {
            SpecField.Item => schema["items"],
            SpecField.Key or SpecField.Value => schema["additionalProperties"],
            _ => schema["properties"]![step],
        })!;
        var isLast = steps.Length == 1;
        if (!isLast && target is JsonObject there && there[step] is { } known)
        {
            Put(known, inner, steps[1..], text);
            return;
        }

        var value = isLast && step != SpecField.Key ? JsonValue.Create(text) : Sample(inner);
        switch (target)
        {
            case JsonArray list:
                list.Add(value);
                break;
            case JsonObject map:
                map[step switch { SpecField.Key => text, SpecField.Value => "sample", _ => step }] = value;
                break;
            default:
                break;
        }

        if (!isLast)
        {
            Put(value!, inner, steps[1..], text);
        }
    }

    /// <summary>The least that the schema takes.</summary>
    private static JsonNode Sample(JsonObject schema) => (string?)schema["type"] switch
    {
        _ when schema["enum"] is JsonArray choices => choices[0]!.DeepClone(),
        "string" => JsonValue.Create(schema["pattern"] is JsonNode pattern && ((string)pattern!)[1] == '/' ? "/sample" : "sample"),
        "array" => new JsonArray(),
        "boolean" => JsonValue.Create(false),
        "integer" => JsonValue.Create((long?)schema["minimum"] ?? 1),
        "object" => new JsonObject((schema["required"]?.AsArray() ?? []).Select(
            name => KeyValuePair.Create((string)name!, (JsonNode?)Sample((JsonObject)schema["properties"]![(string)name!]!)))),
        _ => JsonValue.Create("1"),
    };
}
