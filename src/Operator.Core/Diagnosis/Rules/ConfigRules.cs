namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>A container that can't be made of what the spec names.</summary>
internal static class ConfigRules
{
    public static IEnumerable<Suspicion> Find(ObservedPod pod) => [];
}
