namespace MiniStack.Lab.Host;

/// <summary>What the node's init says about itself.</summary>
/// <param name="Components">In start order.</param>
/// <param name="Failure">Why the start was given up, or null.</param>
/// <param name="FailedComponent">Whose log tells more, or null.</param>
public sealed record NodeStatus(IReadOnlyList<NodeComponentStatus> Components, string? Failure = null, string? FailedComponent = null)
{
    public const string FileName = "status.json";
}
