using System.Text.RegularExpressions;

namespace MiniStack.Operator.Core.Diagnosis;

/// <summary>The line of the program's own source where an exception comes from, as its stack tells.</summary>
internal static partial class SourceLine
{
    /// <summary>A stack is not further from what it belongs to.</summary>
    public const int MaximumDistance = 60;

    /// <returns><c>/app/main.py:12</c>; null where the stack tells none, or only those of libraries.</returns>
    /// <param name="output">What the program wrote.</param>
    public static string? In(ProgramOutput output)
    {
        var lines = output.Lines;
        if (TellingLine.IndexIn(lines) is not (>= 0 and var told) || !TellingLine.IsError(lines[told]))
        {
            return null;
        }

        // Python tells the innermost last, and the exception after it; the others begin with the exception.
        return Enumerable.Range(0, Math.Min(MaximumDistance, told)).Select(each => lines[told - 1 - each])
                .TakeWhile(line => line is [' ' or '│' or '╭' or '╰', ..] || line.StartsWith("Traceback", StringComparison.Ordinal))
                .Select(line => Own(Python().Match(line))).FirstOrDefault(each => each is not null)
            ?? lines.Skip(told).Take(MaximumDistance).Select(line => Own(Others().Match(line))).FirstOrDefault(each => each is not null);
    }

    /// <summary>Where it happens, before the command that shows the rest.</summary>
    public static string Before(string command, ProgramOutput output) => In(output) is { } source ? $"Look at {source}, where it happens: {command}" : command;

    public static bool IsPythonFrame(string line) => Python().IsMatch(line);

    /// <summary>A frame of a stack is not the program's own.</summary>
    public static bool IsLibrary(string frame) => Library().IsMatch(frame);

    private static string? Own(Match match) => match.Success && !IsLibrary(match.Value) ? $"{match.Groups["file"].Value}:{match.Groups["line"].Value}" : null;

    /// <summary>Its own traceback, and the one that the library rich puts into a box.</summary>
    [GeneratedRegex("""^\s+File "(?<file>[^"<]{1,200})", line (?<line>\d{1,7})|^│ (?<file>/[^\s:│]{1,200}\.py):(?<line>\d{1,7}) in """)]
    private static partial Regex Python();

    /// <summary>Node, .NET, Ruby, PHP, Go, the JVM.</summary>
    [GeneratedRegex("""
          ^\s+at\ .{0,200}?\(?(?:file://)?(?<file>/[^\s():]{1,200}):(?<line>\d{1,7}):\d{1,7}\)?$
        | ^\s+at\ .{0,300}\ in\ (?<file>\S{1,200}):line\ (?<line>\d{1,7})$
        | ^\s*(?:from\ )?(?<file>/?[\w./-]{1,200}\.rb):(?<line>\d{1,7}):in\b
        | ^\#\d+\ (?<file>/[^\s()]{1,200}\.php)\((?<line>\d{1,7})\):
        | \ in\ (?<file>/[^\s():]{1,200}\.php)(?::|\ on\ line\ )(?<line>\d{1,7})
        | ^\s+(?<file>/[^\s:]{1,200}\.go):(?<line>\d{1,7})(?:\ \+0x|$)
        | ^\s+at\ .{0,300}\((?<file>\w{1,100}\.(?:java|kt|scala)):(?<line>\d{1,7})\)
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Others();

    [GeneratedRegex(@"\.pyx\b|site-packages|dist-packages|/lib/python3|/lib/python2|node_modules|node:internal|/gems/|/lib/ruby/|/vendor/|/manage\.py\b|/s?bin/|/usr/local/go/|/go/pkg/mod/|/rustc/|\bat (?:java|javax|jdk|sun|kotlin|kotlinx|scala|jakarta|org\.(?:springframework|hibernate|apache|postgresql|flywaydb|eclipse|jboss|junit|slf4j)|com\.(?:zaxxer|fasterxml|sun|google|mysql|ongres)|io\.(?:netty|quarkus|micronaut|vertx|undertow)|liquibase|ch\.qos|reactor|brave|akka|System|Microsoft|Npgsql)\b")]
    private static partial Regex Library();
}
