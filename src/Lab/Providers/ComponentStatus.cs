namespace MiniStack.Lab.Providers;

/// <param name="Name">The name <c>./lab logs</c> takes, such as <c>kube-apiserver</c> or a kind node's name.</param>
/// <param name="Running">Whether its process runs now.</param>
/// <param name="Restarts">How often it died and was started again since <c>up</c>.</param>
/// <param name="Detail">Whatever else helps: a process id, the last exit code, a version.</param>
public sealed record ComponentStatus(string Name, bool Running, int Restarts, string? Detail = null);
