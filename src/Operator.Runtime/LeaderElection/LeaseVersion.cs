namespace MiniStack.Operator.Runtime.LeaderElection;

/// <summary>A record as the API server had it: a write that builds on it fails once it has another version.</summary>
internal sealed record LeaseVersion(LeaseRecord Record, string ResourceVersion);
