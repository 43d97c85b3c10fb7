using System.Text;
using System.Text.RegularExpressions;

namespace MiniStack.Operator.Core.Diagnosis;

/// <summary>Bounds of what is read and shown of a program's output, and its lines as a person reads them.</summary>
public static partial class LogText
{
    /// <summary>How many lines are shown.</summary>
    public const int MaximumLines = 5;

    /// <summary>How much of a log is kept, counted from its end.</summary>
    public const int MaximumBytes = 8 * 1024;

    /// <summary>How much of a log is read at most: probes write most of it.</summary>
    public const int MaximumReadBytes = 32 * 1024;

    private const int MaximumLineLength = 400;

    private const string UnprintableSign = @"\x1B\[[0-9;?]*[A-Za-z]|[\x00-\x08\x0B-\x1F\x7F]";

    /// <summary>Rules look at no more of a line: patterns look back, so that a long one would take long.</summary>
    private const int MaximumReadLineLength = 2000;

    /// <summary>
    /// How many of the last lines a node is asked for, fewer where those were too long. It counts bytes from the first of the lines that it was
    /// asked for, and leaves out the last ones where they are more than it may send.
    /// </summary>
    public static readonly IReadOnlyList<int> LinesToRead = [200, 20, 1];

    /// <summary>What is kept of a log: its end, without what servers write for probes.</summary>
    /// <param name="text">The last lines, as a node sends them.</param>
    public static string Kept(string text, AccessLines access)
    {
        var kept = new List<string>();
        var bytes = 0;
        // What is shown without a colour has to be redacted without it, or a secret with one within would come together afterwards.
        foreach (var line in text.Split('\n').Reverse().Select(line => Plain(Latest(line.TrimEnd('\r')))).Where(line => !access.Contain(line.TrimEnd())))
        {
            bytes += Encoding.UTF8.GetByteCount(line) + 1;
            if (bytes > MaximumBytes && kept.Exists(each => each.Length > 0))
            {
                break;
            }

            kept.Add(line);
        }

        kept.Reverse();
        return string.Join('\n', kept);
    }

    /// <summary>The lines that say something, without colours; of a line of JSON what it says.</summary>
    public static IReadOnlyList<string> Lines(string? text) =>
    [
        .. Unlabelled([.. (text ?? "").Split('\n').Select(line => Plain(Latest(line.TrimEnd()))).Select(Unwrapped)])
            .SelectMany(line => JsonLogLine.Read(line)?.Select(Spaced) ?? [line])
            .Where(line => line.Length > 0)
            .TakeLast(LinesToRead[0])
            .Select(line => Cut(Visible(line), MaximumReadLineLength)),
    ];

    /// <summary>Without colours, and what else a terminal would act upon.</summary>
    public static string Plain(string text) => Unprintable().Replace(text, "");

    /// <summary>The lines to show: the last ones, or those from the one that tells why on.</summary>
    public static IReadOnlyList<string> Tail(string? text) => Tail(Lines(text));

    /// <inheritdoc cref="Tail(string?)"/>
    /// <param name="lines">See <see cref="Lines"/>.</param>
    public static IReadOnlyList<string> Tail(IReadOnlyList<string> lines) => From(lines, TellingLine.IndexIn(lines));

    /// <param name="index">Of a line that has to be among those that are shown; -1 for none.</param>
    public static IReadOnlyList<string> From(IReadOnlyList<string> lines, int index)
    {
        var last = Math.Max(0, lines.Count - MaximumLines);
        return
        [
            .. lines.Skip(index < 0 ? last : Math.Min(index, last))
                .Take(MaximumLines)
                .Select(line => Cut(line, MaximumLineLength)),
        ];
    }

    /// <summary>The same of a whole output, whose progress bars are still to be read.</summary>
    public static string PlainLines(string text) => string.Join('\r', text.Split('\r').Select(Plain));

    /// <summary>Half of a character is none: a status would not keep it.</summary>
    private static string Cut(string line, int length) =>
        line.Length <= length ? line : line[..(char.IsHighSurrogate(line[length - 2]) ? length - 2 : length - 1)] + "…";

    /// <summary>As <see cref="Plain"/> does for what was redacted before it could be read: the halves of a secret with such a sign within must not come together.</summary>
    public static string Spaced(string text) => UnprintableRun().Replace(text, each => each.Index == 0 || each.Index + each.Length == text.Length ? "" : " ");

    /// <summary>What is not seen and changes what is meant, as a byte order mark does, is shown by its number. A secret may hold one: redact before.</summary>
    public static string Visible(string line) => Invisible().Replace(line, each => $"<U+{(int)each.Value[0]:X4}>");

    /// <summary>php-fpm puts what PHP writes into a line of its own.</summary>
    private static string Unwrapped(string line) =>
        FpmLine().Match(line) is { Success: true } match ? match.Groups["says"].Value.TrimEnd('"', '.') : line;

    /// <summary>Of a progress bar, which a program writes over and over, what it shows last. What a shell reads of a script with Windows line ends is none.</summary>
    private static string Latest(string line)
    {
        var shown = ScriptReturn().Replace(line, @"\r");
        return shown[(shown.LastIndexOf('\r') + 1)..];
    }

    /// <summary>Takes off the name that a supervisor writes before each line of a program, where it would hide an exception.</summary>
    private static List<string> Unlabelled(List<string> lines)
    {
        var labels = lines.Select(line => LabelledFrame().Match(line)).Where(match => match.Success).Select(match => match.Groups["label"].Value).ToHashSet(StringComparer.Ordinal);
        return labels.Count == 0 ? lines : [.. lines.Select(line => labels.FirstOrDefault(label => line.StartsWith(label, StringComparison.Ordinal)) is { } label ? line[label.Length..] : line)];
    }

    [GeneratedRegex(@"\r(?=: (?:not found|command not found|No such file|invalid|bad )|['’](?:: |$))")]
    private static partial Regex ScriptReturn();

    [GeneratedRegex(@"^(?<label>(?:\[(?!(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|CRITICAL|FATAL|EMERG|ALERT|CRIT)\])[\w.-]{1,30}\]|[\w.-]{1,30} +\|) )(?:Traceback \(most recent|\s+(?:File ""|at ))", RegexOptions.IgnoreCase)]
    private static partial Regex LabelledFrame();

    [GeneratedRegex(UnprintableSign)]
    private static partial Regex Unprintable();

    [GeneratedRegex($" ?(?:{UnprintableSign})+ ?")]
    private static partial Regex UnprintableRun();

    /// <summary>Of no width, or turning the direction of what follows.</summary>
    [GeneratedRegex(@"[\uFEFF\u200B\u2060\u202A-\u202E\u2066-\u2069]")]
    private static partial Regex Invisible();

    [GeneratedRegex(@"^\[[^\]]{1,40}\] WARNING: \[pool [\w-]{1,40}\] child \d{1,9} said into std(?:err|out): ""(?:NOTICE: PHP message: )?(?<says>.*?)(?:"", pipe is closed|"")?$")]
    private static partial Regex FpmLine();
}
