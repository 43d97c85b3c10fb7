using MiniStack.Operator.Runtime.Hosting;

namespace MiniStack.Operator.Runtime.LeaderElection;

/// <summary>Whether this process may work, for whoever wants to know.</summary>
public sealed class Leadership
{
    /// <summary>Of a process that ended because it lost its lease.</summary>
    public const int LostExitCode = 3;

    private volatile LeadershipState _state;

    public LeadershipState State
    {
        get => _state;
        internal set
        {
            _state = value;
            RuntimeMetrics.Leader.Set(value == LeadershipState.Leading ? 1 : 0);
        }
    }
}
