namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>What Postgres itself says about its volume and its first start.</summary>
internal static class DatabaseLogRules
{
    public static IEnumerable<Suspicion> Find(ObservedPod pod) => [];
}
