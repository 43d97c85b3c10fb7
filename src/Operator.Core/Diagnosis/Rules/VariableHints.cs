using System.Collections.Frozen;
using System.Text.RegularExpressions;
using MiniStack.Operator.Core.Diagnosis.Redaction;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>A line that nobody knows, but that speaks of a variable of the user's, by its name or by its value.</summary>
internal static partial class VariableHints
{
    /// <summary>Shorter ones stand in too many lines.</summary>
    private const int MinimumLength = 4;

    /// <summary>What variables have so often that a line means something else by it.</summary>
    private static readonly FrozenSet<string> Usual = FrozenSet.ToFrozenSet(
        ["true", "false", "null", "none", "error", "trace", "warn", "json", "text", "http", "https", "name", "postgres", "utf8", "utf-8", "auto", "enabled", "disabled"], StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> NoNames = [];

    /// <returns>Null where it speaks of none.</returns>
    public static string? Of(ApiSpec api, string line)
    {
        var variables = (api.Env ?? []).Where(each => each.Name.Length >= MinimumLength).ToList();
        if (variables.Find(each => Contains(line, each.Name)) is { } named)
        {
            return $"Mend spec.api.env[{named.Name}], of which it speaks";
        }

        var quoted = Quoted().Matches(line).Select(each => each.Groups["value"].Value).ToHashSet(StringComparer.Ordinal);
        return variables.Find(each => each.Value is { Length: >= MinimumLength } value && quoted.Contains(value) && !Usual.Contains(value) && !CommonWords.Contains(value, NoNames)) is { } meant
            ? $"Mend spec.api.env[{meant.Name}], whose value it speaks of"
            : null;
    }

    /// <summary>What an unknown error is about where the line of code above it reads a variable that nobody sets.</summary>
    /// <param name="lines">Those above the error, the nearest first.</param>
    /// <returns>Null where they read none.</returns>
    public static string? OfCode(ApiSpec api, IEnumerable<string> lines) =>
        api.EnvFrom is null or []
        && lines.Select(line => ReadVariable().Match(line)).FirstOrDefault(match => match.Success)?.Groups["name"].Value is { } name
        && (api.Env ?? []).All(each => each.Name != name)
        && !ConnectionVariables.Names.Contains(name)
            ? $"Set spec.api.env[{name}], which the program reads there"
            : null;

    private static bool Contains(string line, string name)
    {
        var index = line.IndexOf(name, StringComparison.Ordinal);
        return index >= 0 && !IsSign(line, index - 1) && !IsSign(line, index + name.Length);
    }

    private static bool IsSign(string line, int index) => index >= 0 && index < line.Length && (char.IsAsciiLetterOrDigit(line[index]) || line[index] == '_');

    [GeneratedRegex("""(?:os\.(?:getenv|environ\.get)\(["']|process\.env\.|process\.env\[["']|\bENV(?:\.fetch\(|\[)["'])(?<name>[A-Z][A-Z0-9_]{2,60})\b""")]
    private static partial Regex ReadVariable();

    /// <summary>A value stands in quotes, or last.</summary>
    [GeneratedRegex("""'(?<value>[^']{4,200})'|"(?<value>[^"]{4,200})"|`(?<value>[^`]{4,200})`|:\s+(?<value>[^\s'"`]{4,200})$""")]
    private static partial Regex Quoted();
}
