namespace MiniStack.Operator.Core.Diagnosis;

/// <summary>What is wrong with a stack.</summary>
/// <param name="Findings">Causes before what follows from them.</param>
/// <param name="Pending">How long until something that is seen already becomes a finding, if it lasts; null when nothing is.</param>
public sealed record Diagnosis(IReadOnlyList<Finding> Findings, TimeSpan? Pending = null)
{
    /// <summary>The root cause; null when nothing is known to be wrong.</summary>
    public Finding? Root => Findings is [var first, ..] ? first : null;
}
