namespace MiniStack.Operator.Core.Diagnosis;

/// <summary>
/// When a stack that lacks something is looked at again. Its pods, their events and logs are not watched: at once after a change of what is
/// watched, soon while something is to be expected, and the rarer the longer nothing has changed.
/// </summary>
public static class LookSchedule
{
    /// <summary>How soon it is looked at again while news are to be expected: a fault is to be told within ten seconds.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    /// <summary>And when nothing has changed for long.</summary>
    public static readonly TimeSpan Rare = TimeSpan.FromMinutes(1);

    /// <summary>A rollout changes a Deployment several times within a second, and one look tells of all.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>How long something may be under way with no trouble found. A slow image is the slowest.</summary>
    private static readonly TimeSpan Doubt = FindingCodes.PulledWithin + FindingCodes.Unknown.Patience;

    /// <summary>The time between looks to the time without news.</summary>
    private const int Share = 6;

    /// <summary>A stack that goes on changing, always with the same trouble, is looked at no more than one that does not change.</summary>
    private const int PatientRepetitions = 3;

    /// <summary>Takes what a pass has seen of a stack.</summary>
    /// <param name="before">Null when nothing is remembered.</param>
    public static LookState Observe(LookState? before, long spec, string facts, DateTime now)
    {
        if (before is null)
        {
            return new LookState(spec, facts, now, now, IsUrgent: true);
        }

        if ((before.Spec, before.Facts) == (spec, facts))
        {
            return before;
        }

        var repetitions = before.Spec == spec ? before.Repetitions : 0;
        var soonest = Latest(now, before.LookedAt + PauseAfter(repetitions));
        return before with
        {
            Spec = spec,
            Facts = facts,
            NewsAt = repetitions < PatientRepetitions ? now : before.NewsAt,
            DueAt = before.DueAt < soonest ? before.DueAt : soonest,
            IsUrgent = true,
            SlotAt = before.IsUrgent ? before.SlotAt : null,
            Repetitions = repetitions,
            HasChanged = true,
        };
    }

    /// <summary>Asks the budget for room, once the look is due and once alone.</summary>
    public static LookState Reserve(LookState state, LookBudget budget, DateTime now) =>
        state.SlotAt is not null || state.DueAt > now ? state : state with { SlotAt = budget.Reserve(state.IsUrgent, state.Cost, now) };

    /// <summary>Takes what a look has found.</summary>
    /// <param name="lacksPods">False: all pods are ready, and what is found is that they have not been for long.</param>
    /// <param name="pending">How long until something becomes a finding if it lasts; null when nothing does.</param>
    /// <param name="cost">Requests.</param>
    public static LookState Looked(LookState state, IReadOnlyList<Finding> findings, bool lacksPods, TimeSpan? pending, int cost, DateTime now)
    {
        var isNews = state.Findings is not { } known || !Kinds(known).SequenceEqual(Kinds(findings));
        var newsAt = isNews ? now : state.NewsAt;
        var isTold = findings.Count > 0 && lacksPods;
        var wait = Wait(now - newsAt, isTold);

        // Hundreds that have just been told would keep a new fault waiting.
        var isUrgent = !isTold && wait < 2 * Soon;
        if (pending < wait)
        {
            (wait, isUrgent) = (pending.Value, true);
        }

        return state with
        {
            NewsAt = newsAt,
            LookedAt = now,
            DueAt = now + wait,
            IsUrgent = isUrgent,
            SlotAt = null,
            Findings = findings,
            Cost = cost,
            Repetitions = isNews || findings.Count == 0 ? 0 : state.Repetitions + (state.HasChanged ? 1 : 0),
            HasChanged = false,
        };
    }

    /// <param name="isTold">What is wrong is known: only that it changes would be news.</param>
    private static TimeSpan Wait(TimeSpan quiet, bool isTold) =>
        !isTold && quiet < Doubt ? Soon : TimeSpan.FromTicks(Math.Clamp(quiet.Ticks / Share, Soon.Ticks, Rare.Ticks));

    private static TimeSpan PauseAfter(int repetitions)
    {
        var pause = Pause * Math.Pow(2, Math.Min(repetitions, 10));
        return pause < Rare ? pause : Rare;
    }

    private static DateTime Latest(DateTime now, DateTime? other) => other > now ? other.Value : now;

    /// <summary>Messages and logs differ from look to look without being news.</summary>
    private static IEnumerable<(string Component, FindingCode Code)> Kinds(IReadOnlyList<Finding> findings) =>
        findings.Select(each => (each.Component, each.Code));
}
