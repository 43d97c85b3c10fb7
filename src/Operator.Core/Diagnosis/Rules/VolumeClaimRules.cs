using MiniStack.Operator.Core.Planning;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>A volume claim that nobody makes a volume for.</summary>
internal static class VolumeClaimRules
{
    public static IEnumerable<Suspicion> Find(ObservedStack observed) => [];
}
