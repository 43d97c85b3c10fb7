using System.Collections.Concurrent;
using MiniStack.Operator.Cluster;
using MiniStack.Operator.Core.Diagnosis;
using MiniStack.Operator.Core.Planning;

namespace MiniStack.Operator.Controller;

/// <summary>Looks at the evidence of stacks that lack something, within one budget for all, and remembers what was found until the next look.</summary>
internal sealed class StackLooks(EvidenceReader evidenceReader, TimeProvider time)
{
    private readonly LookBudget _budget = new();

    /// <summary>By the stack's UID.</summary>
    private readonly ConcurrentDictionary<string, LookState> _states = new();

    /// <param name="observed">As it is after the pass.</param>
    /// <param name="known">What the pass has found by itself.</param>
    /// <param name="passTime">UTC, whole seconds.</param>
    public async Task<Looked> DiagnoseAsync(
        ObservedStack observed, IReadOnlyList<Finding> known, DateTime passTime, CancellationToken cancellationToken)
    {
        var uid = observed.Stack.Metadata.Uid;
        var before = _states.GetValueOrDefault(uid);
        var isAtRest = EvidenceRules.IsAtRest(observed.Stack);
        var dueIn = EvidenceRules.DueIn(observed, passTime);

        // The status that the watch has brought may be from before the last look.
        if (!isAtRest && before?.Findings is { } found && EvidenceRules.AskForPods(found))
        {
            dueIn = TimeSpan.Zero;
        }

        if (dueIn > TimeSpan.Zero)
        {
            return new Looked(StackDiagnosis.Diagnose(observed, known, passTime).Findings, dueIn);
        }

        var state = LookSchedule.Observe(before, observed.Stack.Metadata.Generation ?? 0, LookFacts.Of(observed, known), Now());
        if (dueIn == TimeSpan.Zero)
        {
            state = LookSchedule.Reserve(state, _budget, Now());
            if (state.NextAt > Now())
            {
                return Remember(state, LastLook.Findings(state, observed, known, passTime));
            }

            // A read that fails is tried again in the same place of the budget.
            Keep(uid, state);
            observed = observed with { Evidence = await evidenceReader.ReadAsync(observed, cancellationToken) };
        }

        var diagnosis = StackDiagnosis.Diagnose(observed, known, passTime);
        if (diagnosis.Findings.Count == 0 && (isAtRest || !EvidenceRules.LacksPods(observed)))
        {
            Forget(uid);
            return new Looked([], isAtRest ? null : LookSchedule.Rare);
        }

        state = LookSchedule.Looked(
            state, diagnosis.Findings, EvidenceRules.LacksPods(observed), diagnosis.Pending, LookCost.Of(observed, observed.Evidence), Now());
        return Remember(state, diagnosis.Findings);

        Looked Remember(LookState remembered, IReadOnlyList<Finding> findings)
        {
            Keep(uid, remembered);
            return new Looked(findings, remembered.NextAt - Now());
        }
    }

    /// <summary>The stack is gone, or lacks nothing any more.</summary>
    public void Forget(string uid)
    {
        if (_states.TryRemove(uid, out var state))
        {
            GiveBack(state);
        }
    }

    private void Keep(string uid, LookState state)
    {
        if (_states.TryGetValue(uid, out var before) && before.SlotAt != state.SlotAt)
        {
            GiveBack(before);
        }

        _states[uid] = state;
    }

    /// <summary>The room that was kept for a look that is not made then is for others.</summary>
    private void GiveBack(LookState state)
    {
        if (state.SlotAt > Now())
        {
            _budget.GiveBack(state.IsUrgent, state.Cost);
        }
    }

    private DateTime Now() => time.GetUtcNow().UtcDateTime;
}
