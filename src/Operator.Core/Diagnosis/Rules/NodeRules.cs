namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>A node that does not answer, told by its pods.</summary>
internal static class NodeRules
{
    public static IEnumerable<Suspicion> Find(ObservedPod pod) => [];
}
