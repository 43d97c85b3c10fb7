using System.Text.Json;
using System.Text.RegularExpressions;

namespace MiniStack.Operator.Core.Diagnosis;

/// <summary>
/// Finds in a program's last output the one line that says why it ended, and takes from it what differs from run to run. Output may begin
/// in the middle of anything: of a long one only the end is kept.
/// </summary>
internal static partial class TellingLine
{
    private const int MaximumLength = 200;

    private static readonly string[] SayingProperties = ["msg", "message", "Message", "event", "error", "err"];

    /// <returns>Null when no line says anything.</returns>
    public static string? Of(string? output)
    {
        var lines = Lines(output);
        return (FromException(lines) ?? FromLevel(lines) ?? lines.LastOrDefault(IsProse)) is { } line ? Clean(line) : null;
    }

    /// <summary>Short enough for a table.</summary>
    public static string Limit(string text) => text.Length <= MaximumLength ? text : text[..(MaximumLength - 1)].TrimEnd() + "…";

    /// <summary>Without colours, time, level and process, and without what differs from run to run.</summary>
    public static string Clean(string line)
    {
        var text = Message(line);
        for (var before = ""; text != before;)
        {
            before = text;
            text = Prefix().Replace(text, "");
        }

        text = Address().Replace(text, "0x…");
        text = Bracketed().Replace(text, "");
        text = ClientPort().Replace(text, "$1");
        return Limit(Space().Replace(text, " ").Trim());
    }

    private static List<string> Lines(string? output) =>
    [
        .. Colour().Replace(output ?? "", "").Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0),
    ];

    /// <summary>What an uncaught exception of the languages that people write servers in says, without its stack.</summary>
    private static string? FromException(List<string> lines)
    {
        for (var i = lines.Count - 1; i >= 0; i--)
        {
            var line = lines[i];
            if (Unhandled().Match(line) is { Success: true } unhandled)
            {
                return unhandled.Groups["says"].Value is { Length: > 0 } says ? says : lines.ElementAtOrDefault(i + 1);
            }

            // Python ends a traceback with the exception; Node and the JVM begin theirs with it.
            var isAfterFrame = i > 0 && lines[i - 1].StartsWith("  ", StringComparison.Ordinal);
            var isBeforeFrame = i + 1 < lines.Count && Frame().IsMatch(lines[i + 1]);
            if ((isAfterFrame || isBeforeFrame) && Exception().IsMatch(line))
            {
                return ValidationError().IsMatch(line) ? string.Join(": ", lines.Skip(i).Take(3).Select(each => each.Trim())) : line;
            }
        }

        return null;
    }

    private static string? FromLevel(List<string> lines) => lines.LastOrDefault(line => Level().IsMatch(line) && !ServerNoise().IsMatch(line));

    private static bool IsProse(string line) => !Frame().IsMatch(line) && !Footer().IsMatch(line);

    /// <summary>Of a line of JSON what it is about.</summary>
    private static string Message(string line)
    {
        if (!line.StartsWith('{'))
        {
            return line;
        }

        try
        {
            using var document = JsonDocument.Parse(line);
            var says = SayingProperties
                .Select(name => document.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null)
                .OfType<string>()
                .Distinct();
            return string.Join(": ", says) is { Length: > 0 } text ? text : line;
        }
        catch (JsonException)
        {
            return line;
        }
    }

    [GeneratedRegex(@"\x1B\[[0-9;]*[A-Za-z]")]
    private static partial Regex Colour();

    [GeneratedRegex("""
        ^(?:
            \[?\d{4}[-/]\d\d[-/]\d\d[T\ ]\d\d:\d\d:\d\d(?:[.,]\d+)?\s?(?:Z|UTC|GMT|[A-Z]{3,4}|[+-]\d\d:?\d\d)?\]?[\s:-]*   # a time
          | waiting\ for\ server\ to\ start\.+                                                                               # pg_ctl
          | \[\d+\]:?\s*                                                                                                    # a process
          | \[?(?:ERROR|CRITICAL|WARNING|INFO|error|crit|fail)\]?(?::\s*|\s+-\s+|\s{2,}|(?<=\])\s*)                          # a level
          | (?:Uncaught|Error:)\s+(?=\w*(?:Error|Exception))                                                                 # an exception follows
        )
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Prefix();

    [GeneratedRegex(@"\b0x[0-9a-fA-F]{6,}\b")]
    private static partial Regex Address();

    /// <summary>Beside the name that it belongs to, an address tells nothing.</summary>
    [GeneratedRegex(@" \(\d{1,3}(?:\.\d{1,3}){3}\)")]
    private static partial Regex Bracketed();

    [GeneratedRegex(@"\b(\d{1,3}(?:\.\d{1,3}){3}):(?:3[2-9]\d{3}|[4-6]\d{4})\b")]
    private static partial Regex ClientPort();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    /// <summary>.NET, Go, Rust, the JVM, Spring.</summary>
    [GeneratedRegex("""
        ^(?:
            Unhandled\ exception\.\ (?<says>.+)
          | (?<says>panic:\ .+)
          | (?<says>fatal\ error:\ .+)
          | thread\ '.*'\ .*panicked\ at\ [^']*:(?<says>)
          | thread\ '.*'\ panicked\ at\ (?<says>'.+)
          | Exception\ in\ thread\ "[^"]*"\ (?<says>.+)
          | Caused\ by:\ (?<says>.+)
          | Description:(?<says>)
        )$
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Unhandled();

    /// <summary>A class by its full name, or by a name that classes of errors have, and what it says.</summary>
    [GeneratedRegex(@"^(?:Uncaught )?(?:(?:[A-Za-z_$][\w$]*\.)+[A-Za-z_$][\w$]*|\w*(?:Error|Exception|Exit|Interrupt|Iteration|Failure|Timeout))(?: \[\w+\])?(?:: .*)?$")]
    private static partial Regex Exception();

    [GeneratedRegex(@"ValidationError: \d+ validation errors? for")]
    private static partial Regex ValidationError();

    [GeneratedRegex(@"^\s+(?:at |File ""|\.\.\. \d+ more|--- End of)")]
    private static partial Regex Frame();

    [GeneratedRegex(@"^(?:Node\.js v\d|\s*[}\]^~]+$)")]
    private static partial Regex Footer();

    [GeneratedRegex(@"\b(?:ERROR|CRITICAL|FATAL|PANIC)\b|^\[?(?:error|fatal|fail|crit)\b|\b(?:Error|Exception): |""level"":\s*(?:""(?:error|fatal|critical)""|[56]0)|level=(?:error|fatal)")]
    private static partial Regex Level();

    /// <summary>What Postgres answered its clients, which is no cause of its own end, and what servers say after the cause.</summary>
    [GeneratedRegex(@"the database system is |terminating connection|too many clients|password authentication failed|Application startup failed|Shutting down: Master|Worker \(pid:\d+\) exited|Reason: Worker failed")]
    private static partial Regex ServerNoise();
}
