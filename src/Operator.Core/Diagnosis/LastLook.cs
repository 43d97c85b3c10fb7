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
        var kept = (state.Findings ?? ToldFindings.Of(observed.Stack)).Where(each => !IsOfPass(each, observed) && !kinds.Contains((each.Component, each.Code)));
        return [.. FindingOrder.Sort(fresh.Concat(kept).Select(each => (each, false)))];
    }

    /// <summary>Of a migration that is tried again its pods tell, and of one that is given up its Job.</summary>
    private static bool IsOfPass(Finding finding, ObservedStack observed) =>
        FindingCodes.IsOfPass(finding.Code)
        && (finding.Code != FindingCodes.MigrationFailed || observed.MigrationJob is not { } job || JobRules.StateOf(job) != JobState.Running);
}
