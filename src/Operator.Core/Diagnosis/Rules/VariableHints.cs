using System.Collections.Frozen;
using System.Text.RegularExpressions;
using MiniStack.Operator.Core.Diagnosis.Redaction;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>A line that nobody knows, but that speaks of a variable of the user's, by its name or by its value.</summary>
internal static partial class VariableHints
{
    /// <summary>So far above an exception stands the line of code that it comes from, with its signs below it.</summary>
    private const int CodeAbove = 6;

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

    /// <summary>What an unknown error is about where the line of code above it reads a variable that nobody sets, and has nothing in its place.</summary>
    /// <param name="lines">See <see cref="LogText.Lines"/>.</param>
    /// <param name="told">Index of the error.</param>
    /// <returns>Null where it reads none.</returns>
    public static string? OfCode(ApiSpec api, IReadOnlyList<string> lines, int told)
    {
        // Code is indented, or stands below its place: /app/db.js:3.
        var name = Enumerable.Range(1, Math.Min(CodeAbove, told)).Select(each => told - each)
            .Where(each => lines[each].StartsWith(' ') || (each > 0 && Place().IsMatch(lines[each - 1])))
            .Select(each => ReadVariable().Match(lines[each])).FirstOrDefault(match => match.Success)?.Groups["name"].Value;
        return name is not null && api.EnvFrom is null or [] && (api.Env ?? []).All(each => each.Name != name) && !ConnectionVariables.Names.Contains(name)
            ? $"Set spec.api.env[{name}], which the program reads there"
            : null;
    }

    private static bool Contains(string line, string name)
    {
        var index = line.IndexOf(name, StringComparison.Ordinal);
        return index >= 0 && !IsSign(line, index - 1) && !IsSign(line, index + name.Length);
    }

    private static bool IsSign(string line, int index) => index >= 0 && index < line.Length && (char.IsAsciiLetterOrDigit(line[index]) || line[index] == '_');

    [GeneratedRegex("""(?:os\.(?:getenv|environ\.get)\(["'](?<name>[A-Z][A-Z0-9_]{2,60})["']\)|process\.env\.(?<name>[A-Z][A-Z0-9_]{2,60})\b(?!\s*(?:\|\||\?\?))|\bENV\[["'](?<name>[A-Z][A-Z0-9_]{2,60})["']\](?!\s*\|\|))""")]
    private static partial Regex ReadVariable();

    [GeneratedRegex(@"^(?:file://)?/\S+:\d+$")]
    private static partial Regex Place();

    /// <summary>A value stands in quotes, or last.</summary>
    [GeneratedRegex("""'(?<value>[^']{4,200})'|"(?<value>[^"]{4,200})"|`(?<value>[^`]{4,200})`|:\s+(?<value>[^\s'"`]{4,200})$""")]
    private static partial Regex Quoted();
}
