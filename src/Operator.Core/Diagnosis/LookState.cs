namespace MiniStack.Operator.Core.Diagnosis;

/// <summary>What is remembered of a stack that lacks something, from one look at it to the next: what was found, never what was read.</summary>
/// <param name="Spec">Which spec it was.</param>
/// <param name="Facts">Which state of what is watched of it.</param>
/// <param name="NewsAt">When a change was last seen, UTC.</param>
/// <param name="DueAt">When to look again, UTC, if the budget has room by then.</param>
/// <param name="IsUrgent">News are expected: to be looked at before those of which none are.</param>
public sealed record LookState(long Spec, string Facts, DateTime NewsAt, DateTime DueAt, bool IsUrgent)
{
    /// <summary>Null before the first look.</summary>
    public DateTime? LookedAt { get; init; }

    /// <summary>When the budget has room for the look that is due; null before it was asked.</summary>
    public DateTime? SlotAt { get; init; }

    /// <summary>When the next look may be.</summary>
    public DateTime NextAt => SlotAt > DueAt ? SlotAt.Value : DueAt;

    /// <summary>What the last look found, causes first; null before the first.</summary>
    public IReadOnlyList<Finding>? Findings { get; init; }

    /// <summary>Requests that the last look took; before the first what one takes at least.</summary>
    public int Cost { get; init; } = LookCost.Least;

    /// <summary>What is watched has changed since the last look.</summary>
    public bool HasChanged { get; init; }

    /// <summary>How often in a row what is watched changed, and the same trouble was found as before.</summary>
    public int Repetitions { get; init; }
}
