using k8s.Models;
using MiniStack.Operator.Core.Entities;

namespace MiniStack.Operator.Core.Resources;

/// <summary>Lets a drain take the API's pods one at a time.</summary>
public static class ApiPodDisruptionBudget
{
    /// <returns>Null where there may be fewer than two replicas, and a budget could only block the drain.</returns>
    public static V1PodDisruptionBudget? Build(V1Alpha1MiniStack stack, ClusterCapabilities capabilities)
    {
        if (stack.Spec.Suspend || (stack.Spec.Api.Autoscale?.MinReplicas ?? stack.Spec.Api.Replicas) < 2)
        {
            return null;
        }

        return new V1PodDisruptionBudget
        {
            ApiVersion = capabilities.PodDisruptionBudgetApiVersion,
            Kind = "PodDisruptionBudget",
            Metadata = ChildMetadata.Owned(stack, Names.Api(stack.Metadata.Name), Labels.ApiComponent),
            Spec = new V1PodDisruptionBudgetSpec
            {
                MaxUnavailable = 1,
                Selector = new V1LabelSelector { MatchLabels = Labels.Selector(stack.Metadata.Name, Labels.ApiComponent) },
                // Otherwise a pod that never gets ready uses up the budget and blocks the drain for ever.
                UnhealthyPodEvictionPolicy = capabilities.UnhealthyPodEvictionPolicy ? "AlwaysAllow" : null,
            },
        };
    }
}
