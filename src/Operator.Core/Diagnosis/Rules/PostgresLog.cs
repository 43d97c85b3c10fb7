using System.Globalization;
using System.Text.RegularExpressions;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>Reads what Postgres, its tools and its image's entrypoint write.</summary>
internal static partial class PostgresLog
{
    private const string ServedData = InitScripts.VolumePath + "/pgdata";
    private const string UnservedData = ServedData + @"\.(incomplete|new\.[a-zA-Z0-9]+(\.gone)?)";

    public static IReadOnlyList<string> Lines(string? output) =>
        [.. LogText.Visible(output ?? "").Split('\n').Select(each => each.TrimEnd()).Where(each => each.Length > 0)];

    /// <param name="ifUnknown">Of a line without a time, or with one of an unknown zone.</param>
    public static bool IsSince(string line, DateTime since, bool ifUnknown) =>
        Time().Match(line) is { Success: true } match
        && DateTime.TryParseExact(
            match.Groups["time"].Value, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time > since
            : ifUnknown;

    /// <summary>A disk without room. Shared memory that is too small says the same, and is none.</summary>
    public static bool IsFull(string line) =>
        NoSpace().IsMatch(line) && !line.Contains("shared memory", StringComparison.OrdinalIgnoreCase) && !line.Contains("/dev/shm", StringComparison.Ordinal);

    /// <summary>What initdb says of its failure, in the middle of a line of progress as it may be; null where it says none.</summary>
    public static string? InitdbError(string line) =>
        line.IndexOf("initdb: error: ", StringComparison.Ordinal) is >= 0 and var start ? line[start..] : null;

    /// <summary>What comes after when, where and how grave: <c>ERROR: syntax error at or near "TABEL"</c>.</summary>
    public static string Sentence(string line) => TellingLine.Limit(Spaces().Replace(Prefix().Replace(line, ""), " ").Trim());

    /// <summary>What a server says of its end, in the middle of a line of progress as it may be: <c>FATAL: role "x" does not exist</c>; null where it says none.</summary>
    public static string? FatalSentence(string line) => FatalWords().Match(line) is { Success: true } match ? Sentence(match.Value) : null;

    /// <summary>What psql says of a statement that failed; null where a line tells of none.</summary>
    public static string? ErrorSentence(string line) => ErrorWords().Match(line) is { Success: true } match ? Sentence(match.Value) : null;

    /// <summary>The majors that made the data and that cannot read it; null unless the output tells of them.</summary>
    public static (string Data, string Server)? OtherMajor(string output) => OtherVersion().Match(output) is { Success: true } match
        ? (match.Groups["data"].Value, match.Groups["server"].Value)
        : null;

    public static bool IsIncompatible(string output) => output.Contains("database files are incompatible with server", StringComparison.Ordinal);

    /// <summary>The init script that ran last, while it is not told that all of them are through.</summary>
    public static string? RunningScript(IReadOnlyList<string> lines)
    {
        for (var i = lines.Count - 1; i >= 0; i--)
        {
            if (ScriptsDone().IsMatch(lines[i]))
            {
                return null;
            }

            if (ScriptStart().Match(lines[i]) is { Success: true } started)
            {
                return started.Groups["script"].Value;
            }
        }

        // The start of a long output is cut off; psql and shells name the file too.
        return lines.Select(each => ScriptError().Match(each)).LastOrDefault(each => each.Success)?.Groups["script"].Value;
    }

    /// <returns>Index of the line where a script of that name failed, and the line of the script if it is told; -1 where nothing tells.</returns>
    public static (int Index, string? Line) ScriptFailure(IReadOnlyList<string> lines, string script)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            if (ScriptError().Match(lines[i]) is { Success: true } match && match.Groups["script"].Value == script)
            {
                return (i, match.Groups["line"].Value);
            }
        }

        for (var i = 0; i < lines.Count; i++)
        {
            if (Severe().IsMatch(lines[i]))
            {
                return (i, null);
            }
        }

        return (-1, null);
    }

    /// <summary>The script that ended a first start, and the exit code, as the init container says it.</summary>
    public static (string Script, int ExitCode)? EndedScript(string line) => ScriptEnd().Match(line) is { Success: true } match
        ? (match.Groups["script"].Value, int.Parse(match.Groups["code"].Value, NumberStyles.None, CultureInfo.InvariantCulture))
        : null;

    /// <summary>What the init container leaves to a person, and the commands that keep the data, where there is one, and that put it aside.</summary>
    public static (string What, string? Keep, string Anew)? Question(string line) => AskedQuestion().Match(line) is { Success: true } match
        ? (match.Groups["what"].Value, match.Groups["keep"] is { Success: true } keep ? keep.Value : null, match.Groups["anew"].Value)
        : null;

    /// <summary>What the server says of its own coming and going.</summary>
    public static bool IsRoutine(string line) => Routine().IsMatch(line);

    [GeneratedRegex("No space left on device|Disk quota exceeded|ENOSPC")]
    private static partial Regex NoSpace();

    [GeneratedRegex(@"^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)? \S+ )?(\[\d+\](: )?)?\s*(\S*psql:\S+:\d+: |/docker-entrypoint-initdb\.d/\S+: line \d+: |\S+: line \d+: (?=\S))?")]
    private static partial Regex Prefix();

    [GeneratedRegex(@"\b(FATAL|PANIC):\s.*")]
    private static partial Regex FatalWords();

    [GeneratedRegex(@"\b(ERROR|FATAL):\s.*")]
    private static partial Regex ErrorWords();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"initialized by PostgreSQL version (?<data>\d+(\.\d+)?), which is not compatible with this version (?<server>\d+)")]
    private static partial Regex OtherVersion();

    [GeneratedRegex(@"\b(running|sourcing) \S*/docker-entrypoint-initdb\.d/(" + FirstStart.UserPrefix + @")?(?<script>\S+)")]
    private static partial Regex ScriptStart();

    /// <summary>The server listens to the network only once the scripts are through.</summary>
    [GeneratedRegex("init process complete|listening on IPv[46] address")]
    private static partial Regex ScriptsDone();

    [GeneratedRegex(@"/docker-entrypoint-initdb\.d/(" + FirstStart.UserPrefix + @")?(?<script>[^:\s]+):( line)? ?(?<line>\d+): ")]
    private static partial Regex ScriptError();

    [GeneratedRegex(@"^Init script (?<script>[-._=a-zA-Z0-9]+) ended the first start \(exit code (?<code>\d{1,3})\) before it was through\.$")]
    private static partial Regex ScriptEnd();

    /// <summary>An init script may write what it likes into this log, so the commands are those of the init container, and no others.</summary>
    [GeneratedRegex(
        "^" + FirstStart.Waiting + "(?<what>((?!" + FirstStart.Keep + "|" + FirstStart.Anew + ").)+)(" + FirstStart.Keep + "(?<keep>rm " + InitScripts.Marker + "|mv " + UnservedData + " " + ServedData + "))?"
        + FirstStart.Anew + "(?<anew>mv (" + ServedData + "|" + UnservedData + ") " + ServedData + @"\.aside)$")]
    private static partial Regex AskedQuestion();

    [GeneratedRegex(@"\b(ERROR|FATAL|PANIC): |: error: ")]
    private static partial Regex Severe();

    [GeneratedRegex(@"\b(LOG|STATEMENT|HINT): ")]
    private static partial Regex Routine();

    [GeneratedRegex(@"^(?<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(\.\d+)? (UTC|GMT) ")]
    private static partial Regex Time();
}
