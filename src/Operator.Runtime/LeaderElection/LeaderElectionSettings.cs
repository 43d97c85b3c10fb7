namespace MiniStack.Operator.Runtime.LeaderElection;

/// <summary>Which Lease is fought for, and under which name.</summary>
/// <param name="Identity">Unique among the processes alive; the same one again takes its own lease over without waiting.</param>
public sealed record LeaderElectionSettings(string Namespace, string Name, string Identity)
{
    /// <summary>How long others wait after the last sign of life.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long the holder works on without a renewal; shorter than <see cref="LeaseDuration"/>, so that no two work at once.</summary>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan RetryPeriod { get; init; } = TimeSpan.FromSeconds(2);
}
