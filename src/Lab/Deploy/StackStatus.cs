using System.Text.Json;

namespace MiniStack.Lab.Deploy;

/// <summary>
/// What a MiniStack's status says, as far as the lab shows it. Absent fields are empty: a new object has no status. It is neither Ready nor
/// Stalled before the operator has seen the spec as it is.
/// </summary>
public sealed record StackStatus(
    string Namespace,
    string Name,
    string ApiImage,
    string DatabaseImage,
    bool IsReady,
    bool IsStalled,
    string Reason,
    string ApiReady,
    string DatabaseReady,
    string Diagnosis,
    string Hint,
    IReadOnlyList<string> LogTail)
{
    public static StackStatus Parse(JsonElement stack)
    {
        var metadata = stack.GetProperty("metadata");
        var conditions = Conditions(stack);
        var ready = conditions.Find(condition => Text(condition, "type") == "Ready");
        var stalled = conditions.Find(condition => Text(condition, "type") == "Stalled");
        var generation = metadata.GetProperty("generation").GetInt64();
        var isCurrent = Find(stack, "status", "observedGeneration") is { ValueKind: JsonValueKind.Number } observed && observed.GetInt64() == generation;
        return new StackStatus(
            Text(metadata, "namespace"),
            Text(metadata, "name"),
            Text(stack, "spec", "api", "image"),
            Text(stack, "spec", "database", "image") is { Length: > 0 } image ? image : $"postgres:{Text(stack, "spec", "database", "version")}",
            isCurrent && Text(ready, "status") == "True",
            isCurrent && Text(stalled, "status") == "True",
            Text(ready, "reason"),
            Text(stack, "status", "api", "ready"),
            Text(stack, "status", "database", "ready"),
            Text(stack, "status", "diagnosis", "message"),
            Text(stack, "status", "diagnosis", "hint"),
            Find(stack, "status", "diagnosis", "logTail") is { ValueKind: JsonValueKind.Array } lines
                ? [.. lines.EnumerateArray().Select(line => line.ToString())]
                : []);
    }

    public string Summary =>
        string.IsNullOrEmpty(Reason) ? "not seen by the operator yet"
        : string.IsNullOrEmpty(Diagnosis) ? $"{Reason}, api {ApiReady}, database {DatabaseReady}"
        : $"{Reason}: {Diagnosis}";

    private static List<JsonElement> Conditions(JsonElement stack) =>
        Find(stack, "status", "conditions") is { ValueKind: JsonValueKind.Array } conditions ? [.. conditions.EnumerateArray()] : [];

    private static string Text(JsonElement element, params ReadOnlySpan<string> path) =>
        Find(element, path) is { ValueKind: not JsonValueKind.Null } value ? value.ToString() : "";

    private static JsonElement? Find(JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out var child))
                return null;
            element = child;
        }
        return element;
    }
}
