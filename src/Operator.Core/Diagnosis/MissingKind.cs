using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Diagnosis;

/// <summary>What to say when the cluster does not serve a kind that a stack makes use of. All the rest is applied.</summary>
public static class MissingKind
{
    public const string WithoutDisruptionBudget =
        "This cluster does not serve PodDisruptionBudget: draining several nodes at once may stop every pod of the API.";

    public static Finding ForAutoscale { get; } = new(
        Labels.ApiComponent,
        FindingCodes.ApiUnavailable,
        "This cluster does not serve HorizontalPodAutoscaler of autoscaling/v1, which spec.api.autoscale asks for.",
        "Remove spec.api.autoscale and set spec.api.replicas.");
}
