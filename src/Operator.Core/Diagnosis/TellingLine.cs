using System.Text.RegularExpressions;

namespace MiniStack.Operator.Core.Diagnosis;

/// <summary>
/// Finds in a program's last output the one line that says why it ended, and takes from it what differs from run to run. Output may begin
/// in the middle of anything: of a long one only the end is kept.
/// </summary>
internal static partial class TellingLine
{
    private const int MaximumLength = 280;

    private const string Issues = "ZodError: [";

    private const int MaximumIssueLines = 60;

    private const string IssueStep = @"(?:""(?<path>[^""]{1,100})""|(?<path>\d{1,6}))";

    private const string IssuePath = $@"""path"":\s*\[\s*{IssueStep}(?:\s*,\s*{IssueStep}){{0,8}}\s*\]";

    private const string IssueMessage = @"""message"":\s*""(?<says>(?:[^""\\]|\\.){1,200})""";

    /// <summary>So much is told of an exception that another one caused, so that the cause has room.</summary>
    private const int MaximumOuterLength = 120;

    /// <summary>A cause that says less than this, and names nothing, needs what it was the cause of: <c>Connection refused</c>.</summary>
    private const int TerseLength = 48;

    /// <returns>Null when no line says anything.</returns>
    /// <param name="lines">See <see cref="LogText.Lines"/>.</param>
    public static string? Of(IReadOnlyList<string> lines) => Find(lines) is var (_, text) ? Clean(text) : null;

    /// <returns>Index of the line that <see cref="Of"/> tells, -1 when no line says anything.</returns>
    /// <param name="lines">See <see cref="LogText.Lines"/>.</param>
    public static int IndexIn(IReadOnlyList<string> lines) => Find(lines)?.Index ?? -1;

    /// <summary>What the program itself calls an error; null where it tells of none, but only goes on telling what it does.</summary>
    /// <param name="lines">See <see cref="LogText.Lines"/>.</param>
    public static string? Error(IReadOnlyList<string> lines) => OfError(lines) is var (_, text) ? Clean(text) : null;

    /// <summary>A line that looks like one of an error: what stands in it may be the cause, though another one tells more.</summary>
    public static bool IsError(string line) => Level().IsMatch(line) || Exception().IsMatch(line) || Unhandled().IsMatch(line);

    /// <summary>The line is a piece of what <see cref="Of"/> tells: Symfony breaks a sentence wherever its line is full.</summary>
    public static bool IsInBox(IReadOnlyList<string> lines, int index) =>
        IndexIn(lines) is >= 0 and var told
        && told < index
        && Unhandled().Match(lines[told]).Groups["box"].Success
        && lines.Skip(told + 1).Take(index - told).All(line => line.StartsWith("  ", StringComparison.Ordinal));

    /// <summary>Short enough for a table.</summary>
    public static string Limit(string text) => Limit(text, MaximumLength);

    /// <summary>Without colours, time, level and process, and without what differs from run to run.</summary>
    public static string Clean(string line)
    {
        var text = Pairs(line);
        for (var before = ""; text != before;)
        {
            before = text;
            text = Prefix().Replace(text, "");
        }

        text = Flyway().Replace(text, "${what}: ${says}");
        text = Address().Replace(text, "0x…");
        text = Bracketed().Replace(text, "");
        text = Clock().Replace(text, "");
        text = ClientPort().Replace(text, "$1");
        return Limit(Space().Replace(text, " ").Trim());
    }

    private static string Limit(string text, int length) => text.Length <= length ? text : text[..(length - 1)].TrimEnd() + "…";

    private static (int Index, string Text)? Find(IReadOnlyList<string> lines) =>
        OfError(lines) ?? Usage(lines) ?? Last(lines, IsProse) ?? Last(lines, NpmFact().IsMatch);

    private static (int Index, string Text)? OfError(IReadOnlyList<string> lines) => Checked(lines, Whole(lines, FromException(lines) ?? FromHost(lines) ?? FromLevel(lines)));

    /// <summary>Which of its checks of health fails, ASP.NET says beside the exception.</summary>
    private static (int Index, string Text)? Checked(IReadOnlyList<string> lines, (int Index, string Text)? found)
    {
        if (found is not var (index, text))
        {
            return null;
        }

        var check = HealthCheck().Match(lines[index]) is { Success: true } own ? own : index > 0 ? HealthCheck().Match(lines[index - 1]) : Match.Empty;
        return !check.Success ? found
            : check.Groups["says"].Value is { Length: > 0 } and not "(null)" and var says ? (index, $"{check.Groups["check"].Value}: {says}")
            : (index, HealthCheck().IsMatch(text) ? $"{check.Groups["check"].Value}: {check.Groups["status"].Value}" : $"{check.Groups["check"].Value}: {text.Trim()}");
    }

    /// <summary>Who is called wrongly often says no more than how to call it: what that begins with tells more than what it ends with.</summary>
    private static (int Index, string Text)? Usage(IReadOnlyList<string> lines) =>
        lines.Index().FirstOrDefault(each => UsageLine().IsMatch(each.Item)) is (var index, { } usage) && !lines.Skip(index + 1).Any(line => Complaint().IsMatch(line))
            ? (index, usage)
            : null;

    /// <summary>What ends with a colon goes on in the next line, as does what has a reason there, or a list.</summary>
    private static (int Index, string Text)? Whole(IReadOnlyList<string> lines, (int Index, string Text)? found) =>
        found is var (told, says) && lines.ElementAtOrDefault(told + 1) is { } reason && reason.StartsWith("Reason: ", StringComparison.Ordinal) ? (told, $"{says.TrimEnd('.')}: {reason["Reason: ".Length..]}") :
        found is var (listed, list) && list.StartsWith(Issues, StringComparison.Ordinal) ? (listed, WithIssues(lines, listed)) :
        found is var (index, text) && text.EndsWith(':') && lines.Skip(index + 1).FirstOrDefault(line => IsProse(line)) is { } next ? (index, $"{text} {next.Trim()}") : found;

    private static (int Index, string Text)? Last(IReadOnlyList<string> lines, Func<string, bool> isMeant)
    {
        for (var i = lines.Count - 1; i >= 0; i--)
        {
            if (isMeant(lines[i]))
            {
                return (i, lines[i]);
            }
        }

        return null;
    }

    /// <summary>What an uncaught exception of the languages that people write servers in says, without its stack.</summary>
    private static (int Index, string Text)? FromException(IReadOnlyList<string> lines)
    {
        for (var i = lines.Count - 1; i >= 0; i--)
        {
            var line = lines[i];
            if (Unhandled().Match(line) is { Success: true } unhandled && !Pointer().IsMatch(line))
            {
                var says = unhandled.Groups["says"].Value is { Length: > 0 } own ? own
                    : unhandled.Groups["box"].Success ? Unwrapped(lines, i + 1)
                    : lines.ElementAtOrDefault(i + 1);
                return says is null ? null : unhandled.Groups["caused"].Success ? (i, WithWhatItCaused(lines, i, says)) : (i, WithCause(lines, i, says));
            }

            // Python ends a traceback with the exception; Node, .NET and the JVM begin theirs with it.
            var isAfterFrame = i > 0 && (lines[i - 1].StartsWith("  ", StringComparison.Ordinal) || lines[i - 1].StartsWith('╰'));
            var after = i + 1 < lines.Count && IsParameter(lines[i + 1]) ? i + 2 : i + 1;
            var isBeforeFrame = after < lines.Count && Frame().IsMatch(lines[after]);
            if ((isAfterFrame || isBeforeFrame) && Exception().IsMatch(line) && !OfStop().IsMatch(line))
            {
                return ValidationError().IsMatch(line) ? (i, WithFields(lines, i))
                    : isBeforeFrame ? (i, WithCause(lines, i, line))
                    : (i, line);
            }
        }

        return null;
    }

    /// <summary>.NET tells what caused an exception right after it, the innermost last; Node lists what an exception is made of after its stack.</summary>
    private static string WithCause(IReadOnlyList<string> lines, int index, string says)
    {
        var inner = lines.Skip(index + 1).Select(each => Inner().Match(each)).TakeWhile(each => each.Success).LastOrDefault()?.Groups["says"].Value
            ?? (Empty().IsMatch(says) ? lines.Skip(index + 1).Select(each => each.Trim()).FirstOrDefault(each => each.StartsWith("Error: ", StringComparison.Ordinal)) : null);
        if (lines.ElementAtOrDefault(index + 1) is { } next && IsParameter(next))
        {
            says = $"{says.TrimEnd('.')} ({next})";
        }

        return inner is null || says.Contains(inner, StringComparison.Ordinal) ? says
            : Wrapper().IsMatch(says) ? inner
            : $"{Limit(says, MaximumOuterLength)}: {inner}";
    }

    /// <summary>See <see cref="IsInBox"/>.</summary>
    private static string? Unwrapped(IReadOnlyList<string> lines, int index)
    {
        var box = lines.Skip(index).TakeWhile(line => line.StartsWith("  ", StringComparison.Ordinal)).ToList();
        var width = box.Select(line => line.Length).DefaultIfEmpty().Max();
        return box.Count == 0 ? null : string.Concat(box.Select(line => line.Length < width ? $"{line.Trim()} " : line.Trim())).TrimEnd();
    }

    /// <summary>Older .NET names it on a line of its own.</summary>
    private static bool IsParameter(string line) => line.StartsWith("Parameter name: ", StringComparison.Ordinal);

    /// <summary>Pydantic names each field on a line of its own, and on the next what is wrong with it.</summary>
    private static string WithFields(IReadOnlyList<string> lines, int index)
    {
        var fields = new List<(string Name, string Problem)>();
        for (var i = index + 1; i + 1 < lines.Count && !lines[i].StartsWith(' ') && lines[i + 1].StartsWith("  ", StringComparison.Ordinal); i++)
        {
            fields.Add((lines[i].Trim(), lines[i + 1].Split(" [type=")[0].Split(" (type=")[0].Trim()));
            while (i + 1 < lines.Count && lines[i + 1].StartsWith(' '))
            {
                i++;
            }
        }

        return string.Join(": ", fields.GroupBy(each => each.Problem).Select(each => $"{string.Join(", ", each.Select(field => field.Name))}: {each.Key}").Prepend(lines[index]));
    }

    /// <summary>Zod lists what is wrong as JSON.</summary>
    private static string WithIssues(IReadOnlyList<string> lines, int index)
    {
        var issues = Issue().Matches(string.Join(' ', lines.Skip(index + 1).TakeWhile(line => line.StartsWith(' ')).Take(MaximumIssueLines)));
        return issues.Count == 0 ? lines[index]
            : Issues[..^1] + string.Join(", ", issues.Select(Told));

        // Apart they may have told no secret: the name of a password, and the password.
        static string Told(Match issue)
        {
            var path = string.Join('.', issue.Groups["path"].Captures.Select(each => each.Value));
            var told = $"{path}: {issue.Groups["says"].Value.Replace("\\\"", "\"", StringComparison.Ordinal)}";
            return IssueOfType().IsMatch(issue.Groups["says"].ValueSpan) ? told : Redactor.PatternsOnly.Redact(told);
        }
    }

    /// <summary>The JVM tells the innermost cause last.</summary>
    private static string WithWhatItCaused(IReadOnlyList<string> lines, int index, string says)
    {
        if (says.Length - says.IndexOf(": ", StringComparison.Ordinal) >= TerseLength || says.AsSpan().IndexOfAny("/\"'") >= 0)
        {
            return says;
        }

        for (var i = index - 1; i >= 0; i--)
        {
            if (Unhandled().Match(lines[i]) is { Success: true } outer && outer.Groups["says"].Value is { Length: > 0 } whole)
            {
                return $"{Limit(whole, MaximumOuterLength)}: {says}";
            }
        }

        return says;
    }

    /// <summary>The host of .NET tells which version a program wants some lines below.</summary>
    private static (int Index, string Text)? FromHost(IReadOnlyList<string> lines) =>
        Last(lines, MissingFramework().IsMatch) is var (index, text) && lines.Take(index).LastOrDefault(line => line.StartsWith("You must install", StringComparison.Ordinal)) is { } first
            ? (index, $"{first.TrimEnd('.')}: {text.Trim()}")
            : null;

    private static (int Index, string Text)? FromLevel(IReadOnlyList<string> lines)
    {
        if (Last(lines, line => Level().IsMatch(line) && !ServerNoise().IsMatch(line) && !Footer().IsMatch(line)) is not var (index, text))
        {
            return null;
        }

        if (Code().IsMatch(text) && lines.ElementAtOrDefault(index + 1) is { } meaning)
        {
            return (index, $"{text}: {meaning}");
        }

        // The console logger of .NET writes the level, then what there is to say, then the exception, a line each.
        if (!Category().IsMatch(text) || lines.ElementAtOrDefault(index + 1) is not { } says)
        {
            return (index, text);
        }

        return lines.ElementAtOrDefault(index + 2) is { } next && Exception().IsMatch(next.Trim()) ? (index + 1, WithCause(lines, index + 2, next.Trim())) : (index + 1, says.Trim());
    }

    private static bool IsProse(string line) => !Frame().IsMatch(line) && !Footer().IsMatch(line);

    /// <summary>Of a line of pairs, as Go programs write it, what it is about.</summary>
    private static string Pairs(string line)
    {
        if (!line.Contains("level=", StringComparison.Ordinal))
        {
            return line;
        }

        var says = Pair().Matches(line).Select(each => each.Groups["quoted"].Success ? each.Groups["quoted"].Value : each.Groups["bare"].Value).Where(each => each.Length > 0).Distinct();
        return string.Join(": ", says) is { Length: > 0 } text ? text : line;
    }

    [GeneratedRegex("""
        ^(?:
            \[?\d{4}[-/]\d\d[-/]\d\d[T\ ]\d\d:\d\d:\d\d(?:[.,]\d+)?\s?(?:Z|UTC|GMT|[A-Z]{3,4}|[+-]\d\d:?\d\d)?\]?[\s:-]*   # a time
          | \[\d\d:\d\d:\d\d(?:\.\d+)?\ [A-Z]{3}\]\s*                                                                            # Serilog
          | waiting\ for\ server\ to\ start\.+                                                                               # pg_ctl
          | (?:PANI|FATA|ERRO|WARN|INFO|DEBU)\[\d+\]\s*                                                                        # logrus
          | [FEWIDA],\ \[[\dT:. -]+\#\d+\]\ {1,2}[A-Z]{4,5}\ --\ :\s*                                                           # Ruby
          | \[[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\]\s*                                                                  # a request
          | \[\d+\]:?\s*                                                                                                    # a process
          | (?:ERROR|CRITICAL|WARNING|INFO):[\w.]+:(?=\S)                                                                     # Python's own format
          | \[?(?:ERROR|CRITICAL|FATAL(?!:\ \ )|WARNING|INFO|error|crit|fail|fatal(?!\ error))\]?(?::\s*|\s+-\s+|\s{2,}|(?<=\])\s*)   # a level
          | (?:Uncaught|Error:)\s+(?=\w*(?:Error|Exception))                                                                 # an exception follows
        )
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Prefix();

    [GeneratedRegex(@"\b0x[0-9a-fA-F]{6,}\b")]
    private static partial Regex Address();

    /// <summary>Beside the name that it belongs to, an address tells nothing.</summary>
    [GeneratedRegex(@" \(\d{1,3}(?:\.\d{1,3}){3}\)")]
    private static partial Regex Bracketed();

    [GeneratedRegex(@" \[\d\d:\d\d:\d\d(?:\.\d+)?\](?= )")]
    private static partial Regex Clock();

    [GeneratedRegex(@"\b(\d{1,3}(?:\.\d{1,3}){3}):(?:3[2-9]\d{3}|[4-6]\d{4})\b")]
    private static partial Regex ClientPort();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    /// <summary>.NET, Go, Rust, Ruby, PHP, Elixir, the JVM, Spring.</summary>
    [GeneratedRegex("""
        ^(?:
            Unhandled\ exception\.\ (?<says>.+)
          | \s*(?<says>panic:\ .+?)(?:\ \[recovered\])?
          | (?<says>fatal\ error:\ .+)
          | thread\ '[^']*'\ [^']{0,40}panicked\ at\ [^']*:(?<says>)
          | thread\ '[^']*'\ panicked\ at\ (?<says>'.+)
          | Exception\ in\ thread\ "[^"]*"\ (?<says>.+)
          | (?<caused>Caused\ by:)\ (?<says>.+)
          | Caused\ by:(?<says>)
          | \S+:\d+:in\ [`'].*?':\ (?<says>.+\ \([A-Z][\w:]*\))
          | (?:PHP\ )?(?:Fatal|Parse)\ error:\s+(?:Uncaught\ )?(?<says>.+?)(?:\ in\ /\S+:\d+|\ in\ /\S+\ on\ line\ \d+)?
          | \s+[A-Z]\w*(?:\\\w+)+\s*(?<says>)
          | (?<box>In\ \S+\.php\ line\ \d+:)(?<says>)
          | \*\*\ (?<says>\([\w.]+\)\ .+)
          | Description:(?<says>)
        )$
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Unhandled();

    /// <summary>A class by its full name, or by a name that classes of errors have, and what it says.</summary>
    [GeneratedRegex(@"^(?:Uncaught )?(?:(?:[A-Za-z_$][\w$]*(?:\.|::))+[A-Za-z_$][\w$]*|\w*(?:Error|Exception|Exit|Interrupt|Iteration|Failure|Timeout))(?: \[\w+\]| \(0x[0-9a-fA-F]+\))?(?::(?: .*)?)?$")]
    private static partial Regex Exception();

    /// <summary>What a program says when it is stopped, whatever for.</summary>
    [GeneratedRegex(@"^(?:[\w.]*CancelledError|KeyboardInterrupt)\b")]
    private static partial Regex OfStop();

    /// <summary>What a logger of Go panics with: what it has to say stands in its own line.</summary>
    [GeneratedRegex(@"^panic: \(\*?[\w./]+\) ?\(?0x")]
    private static partial Regex Pointer();

    /// <summary>Prisma tells what its codes mean on the next line.</summary>
    [GeneratedRegex(@"^Error: P\d{4}:?\s*$")]
    private static partial Regex Code();

    /// <summary>Flyway's report in one line.</summary>
    [GeneratedRegex(@"^(?<what>.*?\bfailed)\b.*?\bMessage\s+: (?<says>.+?)(?:\s+(?:Location|Line|Statement)\s+:.*)?$")]
    private static partial Regex Flyway();

    [GeneratedRegex(@"ValidationError: \d+ validation errors? for")]
    private static partial Regex ValidationError();

    [GeneratedRegex($@"{IssuePath}\s*,\s*{IssueMessage}|{IssueMessage}\s*,\s*{IssuePath}")]
    private static partial Regex Issue();

    [GeneratedRegex(@"^(?:Required|(?:Invalid input: e|E)xpected \w{1,20}, received \w{1,20})$")]
    private static partial Regex IssueOfType();

    [GeneratedRegex(@"^ ---> (?:\(Inner Exception #\d+\) )?(?<says>.+?)(?:<---)?$")]
    private static partial Regex Inner();

    /// <summary>These say only that something else went wrong.</summary>
    [GeneratedRegex(@"^[\w.]*(?:AggregateException|TypeInitializationException|TargetInvocationException)\b|One or more errors occurred")]
    private static partial Regex Wrapper();

    [GeneratedRegex(@"^\w+(?: \[\w+\])?:?$")]
    private static partial Regex Empty();

    [GeneratedRegex(@"^\s+(?:at |File ""|\.\.\. \d+ more|--- End of|from \S+:\d+|thrown in )|^#\d+ |^/\S+:\d+:in [`']|^Stack trace:$")]
    private static partial Regex Frame();

    /// <summary>What runtimes, and what started the program, say after it has ended.</summary>
    [GeneratedRegex(@"^(?:Node\.js v\d|\s*undefined$|Exiting\.?$|\s*[}\]^~]+$|exit status \d+$|npm (?:ERR!|error)|error: script "".{1,80}"" exited with|ERR_PNPM_RECURSIVE|#$|# (?:/|An error report|Possible reasons)|s6-rc: |s6-\w+: |/run/s6/|error Command failed with|Potential solutions:|- (?:Is|If) .{1,200}\?$|info Visit https://yarnpkg|.?ELIFECYCLE|note: run with `RUST_BACKTRACE|make: \*\*\*|\(Background on this error at)")]
    private static partial Regex Footer();

    /// <summary>Where npm itself is what fails.</summary>
    [GeneratedRegex(@"^npm (?:ERR!|error) (?!code|errno|syscall|A complete log|path|\s*$)")]
    private static partial Regex NpmFact();

    [GeneratedRegex(@"\b(?:ERROR|CRITICAL|FATAL|PANIC|SEVERE)\b|\b(?:ERR|FTL)\b(?!!)|^(?:PANI|FATA|ERRO)\[\d+\]|^\[?(?:error|fatal|fail|crit)\b|\[(?:emerg|alert|crit)\]|\b\w*(?:Error|Exception): |SQLSTATE\[|\blevel=(?:error|fatal|panic)")]
    private static partial Regex Level();

    [GeneratedRegex(@"^(?:fail|crit): [\w.]+\[\d+\]$")]
    private static partial Regex Category();

    [GeneratedRegex(@"^\s*(?<check>Health check .{1,60}?) with status (?<status>Unhealthy|Degraded) completed after \S+ with message '(?<says>.*)'$")]
    private static partial Regex HealthCheck();

    [GeneratedRegex(@"^Framework: 'Microsoft\.\w+\.App', version '")]
    private static partial Regex MissingFramework();

    [GeneratedRegex(@"^\s*[Uu](?:sage|SAGE): \S")]
    private static partial Regex UsageLine();

    [GeneratedRegex("error|invalid|unknown|required|unrecogni[sz]ed|missing|cannot|could not|failed", RegexOptions.IgnoreCase)]
    private static partial Regex Complaint();

    [GeneratedRegex("""\b(?:msg|err|error)=(?:"(?<quoted>(?:[^"\\]|\\.)*)"|(?<bare>\S*))""")]
    private static partial Regex Pair();

    /// <summary>What Postgres answered its clients, which is no cause of its own end, and what servers say after the cause.</summary>
    [GeneratedRegex(@"the database system is |terminating connection|too many clients|password authentication failed|Application startup failed|Shutting down: Master|Worker \(pid:\d+\) (?:exited|was sent)|Reason: Worker failed|Child process \[\d+\] died|\b(?:exited|gave up): \S+ ")]
    private static partial Regex ServerNoise();
}
