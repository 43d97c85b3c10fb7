using MiniStack.Operator.Core.Planning;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>Pods that were refused, and so are not there.</summary>
internal static class CreationRules
{
    public static IEnumerable<Suspicion> Find(ObservedStack observed) => [];
}
