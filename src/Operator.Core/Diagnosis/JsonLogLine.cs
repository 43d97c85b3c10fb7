using System.Text.Json;

namespace MiniStack.Operator.Core.Diagnosis;

/// <summary>
/// A log line that is one object of JSON, as structlog, pino, winston, serilog, zap, logback and their like write it: read as the plain lines that
/// a program without such a logger would have written.
/// </summary>
internal static class JsonLogLine
{
    /// <summary>How deep an exception may lie: <c>record.exception.value</c>.</summary>
    private const int MaximumDepth = 4;

    private static readonly string[] Levels = ["level", "levelname", "level_name", "loglevel", "log.level", "severity", "lvl", "@l"];

    /// <summary>The first that is there is told; templates come last, since they lack the values.</summary>
    private static readonly string[] Messages = ["msg", "message", "event", "@m", "renderedmessage", "body", "@mt", "messagetemplate"];

    private static readonly string[] Errors =
    [
        "exception", "exc_info", "exc", "@x", "error.stack_trace", "stack_trace", "err", "error", "error.message", "stack", "cause",
    ];

    /// <summary>What an error is within, in the order in which it is looked for.</summary>
    private static readonly string[] Holders = ["log", "record", "context", "extra", "details", "data"];

    private static readonly string[] Kinds = ["type", "name", "class", "exc_type", "kind", "exception"];
    private static readonly string[] Values = ["message", "value", "exc_value", "msg"];
    private static readonly string[] Stacks = ["stack", "stack_trace", "stacktrace"];

    /// <returns>Null for what is none.</returns>
    public static IReadOnlyList<string>? Read(string line)
    {
        if (!line.StartsWith('{'))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(line);
            return Read(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            // The beginning or the end of a long line may be cut off, or half of a character within it.
            return null;
        }
    }

    private static List<string>? Read(JsonElement root)
    {
        var message = Find(root, Messages, TextOf, 0)?.TrimEnd();
        var error = Find(root, Errors, each => ErrorOf(each, 0), 0)
            ?? Find(root, Messages, each => each.ValueKind == JsonValueKind.Object ? ErrorOf(each, 0) : null, 0);
        if (message is null && error is null)
        {
            return null;
        }

        var level = Find(root, Levels, LevelOf, 0);
        var lines = new List<string>();
        // Some write the error in the message as well, or the message in the error.
        if (message is not null && error?.Exists(each => each.Contains(message, StringComparison.Ordinal)) is true)
        {
            lines.AddRange(error);
        }
        else if (error is [var only] && message is not null)
        {
            lines.AddRange(Split(message.Contains(only, StringComparison.Ordinal) ? message : Joined(message, only)));
        }
        else
        {
            lines.AddRange([.. Split(message ?? ""), .. error ?? []]);
        }

        lines.RemoveAll(each => each.Length == 0);
        if (level is not null && lines.Count > 0)
        {
            lines[0] = $"{level}: {lines[0]}";
        }

        return lines;
    }

    private static T? Find<T>(JsonElement element, string[] names, Func<JsonElement, T?> read, int depth)
        where T : class
    {
        var byName = new Dictionary<string, JsonElement>(StringComparer.OrdinalIgnoreCase);
        foreach (var each in element.EnumerateObject())
        {
            byName[each.Name] = each.Value;
        }

        foreach (var name in names)
        {
            if (byName.TryGetValue(name, out var value) && read(value) is { } found)
            {
                return found;
            }
        }

        return depth == MaximumDepth
            ? null
            : Holders
                .Select(name => byName.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.Object ? Find(value, names, read, depth + 1) : null)
                .FirstOrDefault(each => each is not null);
    }

    private static string? TextOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;

    /// <summary>A word, or a number of pino or Monolog.</summary>
    private static string? LevelOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetInt32(out var number) => number switch
        {
            60 or 500 or >= 550 => "FATAL",
            50 or 400 => "ERROR",
            40 or 300 => "WARNING",
            _ => "INFO",
        },
        JsonValueKind.Object => Find(value, ["name"], TextOf, MaximumDepth)?.ToUpperInvariant(),
        _ => TextOf(value) is { } text ? Name(LogText.Spaced(text).Trim().ToUpperInvariant()) : null,
    };

    private static string Name(string level) => level switch
    {
        "INFORMATION" or "NOTICE" => "INFO",
        "WARN" => "WARNING",
        "ERR" or "FAIL" or "SEVERE" => "ERROR",
        "CRIT" or "EMERGENCY" or "ALERT" => "CRITICAL",
        var other when other.Length <= 10 && other.All(char.IsAsciiLetter) => other,
        _ => "INFO",
    };

    private static List<string>? ErrorOf(JsonElement value, int depth)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                return TextOf(value) is { } text ? [.. Split(text)] : null;
            case JsonValueKind.Array:
                // structlog's own shape begins with the exception, and goes on with its causes.
                return depth < MaximumDepth && value.EnumerateArray().Select(each => ErrorOf(each, depth + 1)).FirstOrDefault(each => each is not null) is { } first ? first : null;
            case JsonValueKind.Object:
                break;
            default:
                return null;
        }

        var kind = Find(value, Kinds, TextOf, MaximumDepth);
        var says = Find(value, Values, TextOf, MaximumDepth);
        var stack = Find(value, Stacks, TextOf, MaximumDepth);
        List<string> lines =
        [
            .. stack is not null && (says is null || stack.Contains(says, StringComparison.Ordinal)) ? Split(stack)
                : Split(kind is not null && says is not null ? Joined(kind, says) : kind ?? says ?? ""),
        ];
        if (depth < MaximumDepth && value.TryGetProperty("cause", out var cause) && ErrorOf(cause, depth + 1) is [var reason, .. var rest])
        {
            lines.AddRange([$"Caused by: {reason}", .. rest]);
        }

        return lines.Count == 0 || lines is [""] ? null : lines;
    }

    /// <summary>Apart they may have told no secret: <c>invalid password</c> and the password.</summary>
    private static string Joined(string first, string second) => Redactor.PatternsOnly.Redact($"{first}: {second}");

    private static IEnumerable<string> Split(string text) => text.Split('\n').Select(each => each.TrimEnd());
}
