namespace MiniStack.Operator.Core.Diagnosis;

/// <summary>The last lines of a container's log.</summary>
/// <param name="IsPrevious">Of the last run that ended, and not of the present one.</param>
public sealed record ContainerLog(string Pod, string Container, bool IsPrevious, string Text);
