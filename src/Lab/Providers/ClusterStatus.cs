namespace MiniStack.Lab.Providers;

/// <param name="State">The cluster as a whole.</param>
/// <param name="Components">Processes (host) or node containers (kind), in start order.</param>
/// <param name="Message">One sentence when the state needs one, such as why it is <see cref="ClusterState.Broken"/>.</param>
public sealed record ClusterStatus(ClusterState State, IReadOnlyList<ComponentStatus> Components, string? Message = null);
