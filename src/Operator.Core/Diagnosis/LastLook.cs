using MiniStack.Operator.Core.Planning;

namespace MiniStack.Operator.Core.Diagnosis;

/// <summary>What a pass says of a stack that it does not look at: what was found stands until somebody looks again.</summary>
public static class LastLook
{
    /// <param name="observed">Without evidence.</param>
    /// <param name="known">What the pass has found by itself.</param>
    /// <param name="now">UTC.</param>
    /// <returns>Causes first.</returns>
    public static IReadOnlyList<Finding> Findings(LookState state, ObservedStack observed, IReadOnlyList<Finding> known, DateTime now)
    {
        if (state is { Findings: { } found, HasChanged: false })
        {
            return found;
        }

        // What is watched tells some things by itself, and of those the newest.
        var fresh = StackDiagnosis.Diagnose(observed, known, now).Findings;
        var kinds = fresh.Select(each => (each.Component, each.Code)).ToHashSet();
        var kept = (state.Findings ?? ToldFindings.Of(observed.Stack)).Where(each => !FindingCodes.IsOfPass(each.Code) && !kinds.Contains((each.Component, each.Code)));
        return [.. FindingOrder.Sort(fresh.Concat(kept).Select(each => (each, false)))];
    }
}
