using MiniStack.Operator.Core.Planning;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>What a Job's pods say of its failure.</summary>
internal static class JobOutcomeRules
{
    public static IEnumerable<Suspicion> Find(ObservedStack observed, IReadOnlyList<ObservedPod> pods) => [];
}
