namespace MiniStack.Operator.Core.Diagnosis;

/// <summary>Bounds of what is shown of a program's output.</summary>
public static class LogText
{
    public const int MaximumLines = 5;

    public const int MaximumBytes = 2048;

    private const int MaximumLineLength = 400;

    /// <summary>The last lines that say something.</summary>
    public static IReadOnlyList<string> Tail(string? text) =>
    [
        .. (text ?? "").Split('\n')
            .Select(line => line.TrimEnd())
            .Where(line => line.Length > 0)
            .TakeLast(MaximumLines)
            .Select(line => line.Length <= MaximumLineLength ? line : line[..(MaximumLineLength - 1)] + "…"),
    ];
}
