using MiniStack.Operator.Core.Planning;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>Trouble that no other rule knows, told by the rawest fact at hand.</summary>
internal static class UnknownRules
{
    public static IEnumerable<Suspicion> Find(
        ObservedStack observed, IReadOnlyList<ObservedPod> pods, IReadOnlyList<Suspicion> known, DateTime now) => [];
}
