using k8s.Models;

namespace MiniStack.Operator.Runtime.LeaderElection;

/// <summary>What a Lease says. Its times are the holder's: they tell that something has changed, and are never compared with our own clock.</summary>
/// <param name="Holder">Empty when it was released.</param>
internal sealed record LeaseRecord(string Holder, TimeSpan Duration, DateTime? AcquireTime, DateTime? RenewTime, int Transitions)
{
    public static LeaseRecord From(V1LeaseSpec? spec, TimeSpan defaultDuration) => new(
        spec?.HolderIdentity ?? "",
        spec?.LeaseDurationSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : defaultDuration,
        spec?.AcquireTime,
        spec?.RenewTime,
        spec?.LeaseTransitions ?? 0);

    public V1LeaseSpec ToSpec() => new()
    {
        HolderIdentity = Holder,
        LeaseDurationSeconds = (int)Duration.TotalSeconds,
        AcquireTime = AcquireTime,
        RenewTime = RenewTime,
        LeaseTransitions = Transitions,
    };

    /// <summary>Whoever held it, the next record is <paramref name="identity"/>'s.</summary>
    public LeaseRecord HeldBy(string identity, TimeSpan duration, DateTime now) => Holder == identity
        ? this with { Duration = duration, RenewTime = now }
        : new LeaseRecord(identity, duration, now, now, Transitions + 1);

    public LeaseRecord Released(DateTime now) => this with { Holder = "", Duration = TimeSpan.FromSeconds(1), AcquireTime = now, RenewTime = now };
}
