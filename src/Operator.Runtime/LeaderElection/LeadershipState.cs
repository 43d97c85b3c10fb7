namespace MiniStack.Operator.Runtime.LeaderElection;

public enum LeadershipState
{
    /// <summary>The API server has not said yet who leads.</summary>
    Unknown,

    /// <summary>Another process leads; this one is ready to take over.</summary>
    Standby,

    Leading,

    /// <summary>The lease could not be kept. Final: the process ends.</summary>
    Lost,
}
