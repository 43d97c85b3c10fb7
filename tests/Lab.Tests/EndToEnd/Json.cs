using System.Text;
using System.Text.Json;

namespace MiniStack.Lab.Tests.EndToEnd;

/// <summary>Reads of objects whose fields may be absent.</summary>
internal static class Json
{
    /// <summary>Null where a field on the way is absent.</summary>
    public static JsonElement? At(this JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out var child))
                return null;
            element = child;
        }
        return element;
    }

    /// <summary>As text, empty where it is absent.</summary>
    public static string TextAt(this JsonElement element, params ReadOnlySpan<string> path) => element.At(path)?.ToString() ?? "";

    /// <summary>0 where it is absent, as the API server leaves out zeros.</summary>
    public static int NumberAt(this JsonElement element, params ReadOnlySpan<string> path) => element.At(path)?.GetInt32() ?? 0;

    public static string NameOf(this JsonElement element) => element.TextAt("metadata", "name");

    public static string UidOf(this JsonElement element) => element.TextAt("metadata", "uid");

    public static JsonElement? Condition(this JsonElement element, string type) =>
        element.At("status", "conditions") is { } conditions && conditions.EnumerateArray().ToList() is var all
        && all.FindIndex(condition => condition.TextAt("type") == type) is >= 0 and var index ? all[index] : null;

    public static string Decode(string base64) => Encoding.UTF8.GetString(Convert.FromBase64String(base64));

    public static string Encode(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
