using System.Text.RegularExpressions;

namespace MiniStack.Operator.Core.Diagnosis;

/// <summary>Bounds of what is shown of a program's output.</summary>
public static partial class LogText
{
    public const int MaximumLines = 5;

    /// <summary>How much of a log is read. A node counts from the first of the lines, and leaves out the last when they are long.</summary>
    public const int MaximumBytes = 8 * 1024;

    private const int MaximumLineLength = 400;

    /// <summary>The last lines that say something.</summary>
    public static IReadOnlyList<string> Tail(string? text) =>
    [
        .. (text ?? "").Split('\n')
            .Select(line => Unprintable().Replace(Latest(line.TrimEnd()), ""))
            .Where(line => line.Length > 0)
            .TakeLast(MaximumLines)
            .Select(line => line.Length <= MaximumLineLength ? line : line[..(MaximumLineLength - 1)] + "…"),
    ];

    /// <summary>Of a progress bar, which a program writes over and over, what it shows last.</summary>
    private static string Latest(string line) => line[(line.LastIndexOf('\r') + 1)..];

    /// <summary>Colours, and what else a terminal would act upon.</summary>
    [GeneratedRegex(@"\x1B\[[0-9;?]*[A-Za-z]|[\x00-\x08\x0B-\x1F\x7F]")]
    private static partial Regex Unprintable();
}
