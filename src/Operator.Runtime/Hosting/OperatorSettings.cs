using MiniStack.Operator.Runtime.LeaderElection;

namespace MiniStack.Operator.Runtime.Hosting;

public sealed class OperatorSettings
{
    /// <summary>The namespaces that are watched; empty for all.</summary>
    public IReadOnlyList<string> Namespaces { get; set; } = [];

    /// <summary>Reconciles that may run at once.</summary>
    public int Workers { get; set; } = 8;

    /// <summary>Null: no election, for a process that is known to be the only one.</summary>
    public LeaderElectionSettings? LeaderElection { get; set; }

    /// <summary>Group versions whose schemas are read, for <see cref="Client.ApiDiscovery.HasField"/>.</summary>
    public IReadOnlyList<string> Schemas { get; set; } = [];
}
