namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>A line of a program's output that is known, and what mends it.</summary>
/// <param name="Text">What it says, where <see cref="TellingLine"/> would tell another one; else null.</param>
/// <param name="Hint">What mends it.</param>
internal sealed record KnownLine(string? Text, string Hint);
