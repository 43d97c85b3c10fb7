namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>A container that ends, and is started again and again.</summary>
internal static class CrashRules
{
    public static IEnumerable<Suspicion> Find(ObservedPod pod) => [];
}
