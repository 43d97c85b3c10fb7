namespace MiniStack.Operator.Core.Diagnosis;

/// <summary>One thing that keeps a stack from being ready.</summary>
/// <param name="Component"><c>api</c>, <c>database</c> or <c>stack</c>.</param>
/// <param name="Code">What kind of trouble it is.</param>
/// <param name="Message">What is wrong and where, as a sentence with the names.</param>
/// <param name="Hint">What to do about it.</param>
public sealed record Finding(string Component, FindingCode Code, string Message, string? Hint = null)
{
    /// <summary>The last lines that the failing program wrote, at most <see cref="LogText.MaximumLines"/>.</summary>
    public IReadOnlyList<string> LogTail { get; init; } = [];

    /// <summary>True when waiting does not help: a person must act.</summary>
    public bool Stalls { get; init; } = Code.Stalls;

    /// <summary>The hint that an <see cref="Advice"/> begins with.</summary>
    public static string? HintIn(string? advice, FindingCode code)
    {
        var end = $". See {code.Link}";
        return advice?.EndsWith(end, StringComparison.Ordinal) is true ? advice[..^end.Length] : null;
    }

    /// <summary>The hint, and where the documents tell more.</summary>
    public string Advice => Hint is null ? $"See {Code.Link}" : $"{Hint.TrimEnd('.')}. See {Code.Link}";
}
