using System.Text.RegularExpressions;

namespace MiniStack.Operator.Core.Diagnosis;

/// <summary>The line of the program's own source where an exception comes from, as its stack tells.</summary>
internal static partial class SourceLine
{
    /// <summary>A stack is not further from what it belongs to.</summary>
    private const int MaximumDistance = 60;

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

    /// <summary>
    /// The package that fails for another one's version: the program does no more than import it, or it is called with what it does not know.
    /// </summary>
    /// <returns>Null where the stack tells of none; Python's alone does.</returns>
    /// <param name="lines">See <see cref="LogText.Lines"/>.</param>
    /// <param name="told">Index of the exception.</param>
    public static string? Misfit(IReadOnlyList<string> lines, int told)
    {
        var frames = lines.Take(told).Index().TakeLast(MaximumDistance).Select(each => (each.Index, Match: Python().Match(each.Item))).Where(each => each.Match.Success).ToList();
        if (frames is not [.., var innermost] || Package().Match(innermost.Match.Value) is not { Success: true } package)
        {
            return null;
        }

        var own = frames.FindLast(each => Own(each.Match) is not null);
        return own.Match is not null && OfVersions().IsMatch(lines[told]) && Import().Match(lines[own.Index + 1]) is { Success: true } import ? import.Groups["package"].Value
            : Signature().IsMatch(lines[told]) ? package.Groups["package"].Value
            : null;
    }

    /// <summary>Where it happens, before the command that shows the rest.</summary>
    public static string Before(string command, ProgramOutput output) => In(output) is { } source ? $"Look at {source}, where it happens: {command}" : command;

    private static string? Own(Match match) => match.Success && !Library().IsMatch(match.Value) ? $"{match.Groups["file"].Value}:{match.Groups["line"].Value}" : null;

    /// <summary>Its own traceback, and the one that the library rich puts into a box.</summary>
    [GeneratedRegex("""^\s+File "(?<file>[^"<]{1,200})", line (?<line>\d{1,7})|^│ (?<file>/[^\s:│]{1,200}\.py):(?<line>\d{1,7}) in """)]
    private static partial Regex Python();

    [GeneratedRegex("(?:site|dist)-packages/(?<package>[A-Za-z]\\w*)")]
    private static partial Regex Package();

    [GeneratedRegex(@"^\s+(?:from|import) (?<package>[A-Za-z]\w*)")]
    private static partial Regex Import();

    /// <summary>What the rest is of, such as a setting that is missing, the program itself has to say.</summary>
    [GeneratedRegex(@"^(?:Attribute|Import|Name|Syntax|Type|Value)Error\b")]
    private static partial Regex OfVersions();

    [GeneratedRegex(@"unexpected keyword argument|takes \S+ positional argument|missing \d+ required positional|has no attribute|object is not callable")]
    private static partial Regex Signature();

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
