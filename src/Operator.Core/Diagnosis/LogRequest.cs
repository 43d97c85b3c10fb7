namespace MiniStack.Operator.Core.Diagnosis;

/// <summary>A log that is worth reading.</summary>
/// <param name="IsOfLastEnd">What was written before the container's last end, and not what it writes now.</param>
/// <param name="AsksForPrevious">The container was started again, or is to be, since: its log is that of the run before.</param>
public sealed record LogRequest(string Pod, string Container, bool IsOfLastEnd, bool AsksForPrevious);
