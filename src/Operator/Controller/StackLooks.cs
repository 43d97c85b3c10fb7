using System.Collections.Concurrent;
using MiniStack.Operator.Cluster;
using MiniStack.Operator.Core.Diagnosis;
using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Runtime.Client;

namespace MiniStack.Operator.Controller;

/// <summary>Looks at the evidence of stacks that lack something, within one budget for all, and remembers what was found until the next look.</summary>
internal sealed class StackLooks(EvidenceReader evidenceReader, TimeProvider time)
{
    private readonly LookBudget _budget = new();
    private readonly ConcurrentDictionary<ObjectKey, LookState> _states = new();

    /// <param name="observed">As it is after the pass.</param>
    /// <param name="known">What the pass has found by itself.</param>
    /// <param name="passTime">UTC, whole seconds.</param>
    public async Task<Looked> DiagnoseAsync(
        ObservedStack observed, IReadOnlyList<Finding> known, DateTime passTime, CancellationToken cancellationToken)
    {
        var key = ChildApplier.KeyOf(observed.Stack);
        var before = _states.GetValueOrDefault(key);
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
            _states[key] = state;
            observed = observed with { Evidence = await evidenceReader.ReadAsync(observed, cancellationToken) };
        }

        var diagnosis = StackDiagnosis.Diagnose(observed, known, passTime);
        if (diagnosis.Findings.Count == 0 && (isAtRest || !EvidenceRules.LacksPods(observed)))
        {
            _states.TryRemove(key, out _);
            return new Looked([], isAtRest ? null : LookSchedule.Rare);
        }

        state = LookSchedule.Looked(
            state, diagnosis.Findings, EvidenceRules.LacksPods(observed), diagnosis.Pending, LookCost.Of(observed, observed.Evidence), Now());
        return Remember(state, diagnosis.Findings);

        Looked Remember(LookState remembered, IReadOnlyList<Finding> findings)
        {
            _states[key] = remembered;
            return new Looked(findings, remembered.NextAt - Now());
        }
    }

    /// <summary>The stack is gone.</summary>
    public void Forget(ObjectKey key) => _states.TryRemove(key, out _);

    private DateTime Now() => time.GetUtcNow().UtcDateTime;
}
