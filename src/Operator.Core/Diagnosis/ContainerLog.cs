namespace MiniStack.Operator.Core.Diagnosis;

/// <summary>The last lines of a container's log.</summary>
/// <param name="IsPrevious">Of the run before the current one.</param>
public sealed record ContainerLog(string Pod, string Container, bool IsPrevious, string Text);
