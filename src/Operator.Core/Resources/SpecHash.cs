using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MiniStack.Operator.Core.Resources;

/// <summary>
/// Hashes of parts of a spec. They outlive the build that made them: one that changes where the spec did not rolls every pod when the
/// operator is upgraded. So a field that is added later has to be null unless it is set, or be left out of the hash.
/// </summary>
internal static class SpecHash
{
    /// <param name="spec">The order of its keys makes no difference.</param>
    /// <returns>32 hexadecimal digits.</returns>
    public static string Of(JsonNode spec)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text))
        {
            Write(writer, spec);
        }

        return Convert.ToHexStringLower(SHA256.HashData(text.ToArray()).AsSpan(0, 16));
    }

    private static void Write(Utf8JsonWriter writer, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                writer.WriteStartObject();
                foreach (var (key, value) in map.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(key);
                    Write(writer, value);
                }

                writer.WriteEndObject();
                break;
            case JsonArray list:
                writer.WriteStartArray();
                foreach (var item in list)
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case null:
                writer.WriteNullValue();
                break;
            default:
                node.WriteTo(writer);
                break;
        }
    }
}
