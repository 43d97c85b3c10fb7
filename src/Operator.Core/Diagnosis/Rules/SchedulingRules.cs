namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>A pod that no node takes.</summary>
internal static class SchedulingRules
{
    public static IEnumerable<Suspicion> Find(ObservedPod pod) => [];
}
