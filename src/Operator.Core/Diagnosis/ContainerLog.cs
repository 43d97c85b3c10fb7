namespace MiniStack.Operator.Core.Diagnosis;

/// <summary>The last lines of a container's log, without those of probes.</summary>
/// <param name="IsPrevious">Of the last run that ended, and not of the present one.</param>
public sealed record ContainerLog(string Pod, string Container, bool IsPrevious, string Text)
{
    /// <summary>Nothing was written before these lines.</summary>
    public bool IsWhole { get; init; }
}
