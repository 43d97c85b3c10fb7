using System.Text.Json;

namespace MiniStack.Lab.Tests.EndToEnd;

/// <summary>The <c>status.diagnosis</c> of a stack.</summary>
internal sealed record Diagnosed(string Component, string Code, string Message, IReadOnlyList<string> LogTail, string Hint)
{
    /// <summary>Null where nothing is wrong.</summary>
    public static Diagnosed? Of(JsonElement stack) => stack.At("status", "diagnosis") is { ValueKind: JsonValueKind.Object } diagnosis
        ? new(
            diagnosis.TextAt("component"),
            diagnosis.TextAt("code"),
            diagnosis.TextAt("message"),
            [.. diagnosis.At("logTail")?.EnumerateArray().Select(line => line.GetString()!) ?? []],
            diagnosis.TextAt("hint"))
        : null;

    public override string ToString() => $"{Component} {Code}: {Message}";
}
