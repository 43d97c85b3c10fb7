namespace MiniStack.Operator.Core.Diagnosis;

/// <summary>One kind of trouble. <see cref="FindingCodes"/> has them all; <c>docs/diagnosis.md</c> is made from them.</summary>
/// <param name="Name">One word for programs; also the reason of the condition <c>Ready</c> while this is the root cause.</param>
/// <param name="Stalls">A person must act: neither Kubernetes nor time mends it.</param>
/// <param name="Patience">For how long the same sight is usual, and not told.</param>
public sealed record FindingCode(string Name, bool Stalls, TimeSpan Patience)
{
    /// <summary>What it means, in Markdown.</summary>
    public required string Meaning { get; init; }

    /// <summary>Commands that show it, one a line, of a stack called <c>demo</c>.</summary>
    public required string See { get; init; }

    /// <summary>How to mend it, in Markdown.</summary>
    public required string Mend { get; init; }

    /// <summary>Where the documents tell of it.</summary>
    public string Link => $"docs/diagnosis.md#{Name.ToLowerInvariant()}";

    public override string ToString() => Name;
}
