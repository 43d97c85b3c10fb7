using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Diagnosis;

/// <summary>How many requests a look at a stack takes.</summary>
public static class LookCost
{
    /// <summary>Pods, ReplicaSets and events.</summary>
    public const int Least = 3;

    /// <param name="evidence">As it was read.</param>
    public static int Of(ObservedStack observed, Evidence evidence)
    {
        var logs = EvidenceRules.LacksPods(observed) ? EvidenceRules.LogsOf(evidence.Pods).Count : 0;
        var secrets = EvidenceRules.HasWords(evidence)
            ? ConfigReferences.Of(observed.Stack).Where(each => each.Kind == "Secret").Select(each => each.Name).Distinct().Count()
            : 0;
        var pullSecrets = EvidenceRules.PullSecretsOf(observed, evidence.Pods).Count;
        return Least + logs + secrets + pullSecrets + (EvidenceRules.AskForNodes(evidence.Pods) ? 1 : 0);
    }
}
