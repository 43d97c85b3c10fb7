namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>A container that runs and does not answer as the spec says.</summary>
internal static class ProbeRules
{
    public static IEnumerable<Suspicion> Find(ObservedPod pod) => [];
}
