namespace MiniStack.Operator.Core.Diagnosis;

/// <summary>One thing that keeps a stack from being ready.</summary>
/// <param name="Component"><c>api</c>, <c>database</c> or <c>stack</c>.</param>
/// <param name="Code">One word for programs; see <see cref="FindingCodes"/>.</param>
/// <param name="Message">What is wrong and where, as a sentence with the names.</param>
/// <param name="Hint">What to do about it.</param>
public sealed record Finding(string Component, string Code, string Message, string? Hint = null)
{
    /// <summary>True when waiting does not help: a person must act.</summary>
    public bool Stalls => FindingCodes.Stalling.Contains(Code);
}
