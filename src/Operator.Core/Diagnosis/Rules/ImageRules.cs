namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>An image that a node cannot get.</summary>
internal static class ImageRules
{
    public static IEnumerable<Suspicion> Find(ObservedPod pod) => [];
}
