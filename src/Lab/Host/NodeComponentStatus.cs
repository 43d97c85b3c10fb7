namespace MiniStack.Lab.Host;

/// <param name="Name">Such as <c>kubelet</c>.</param>
/// <param name="ProcessId">Inside the node, or null while it is not running.</param>
/// <param name="Restarts">How often it was started again.</param>
/// <param name="Since">When it last started or ended, UTC.</param>
/// <param name="LastExit">How its last run ended, or null.</param>
public sealed record NodeComponentStatus(string Name, int? ProcessId, int Restarts, DateTime Since, string? LastExit);
