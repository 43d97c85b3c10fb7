using k8s.Models;
using MiniStack.Operator.Core.Entities;

namespace MiniStack.Operator.Core.Resources;

/// <summary>Scales the API by its CPU use.</summary>
public static class ApiHorizontalPodAutoscaler
{
    /// <returns>Null unless asked for. It stays while the stack is suspended: an autoscaler leaves a Deployment of 0 replicas alone.</returns>
    public static V1HorizontalPodAutoscaler? Build(V1Alpha1MiniStack stack)
    {
        if (stack.Spec.Api.Autoscale is not { } autoscale)
        {
            return null;
        }

        var name = Names.Api(stack.Metadata.Name);
        return new V1HorizontalPodAutoscaler
        {
            ApiVersion = "autoscaling/v1",
            Kind = "HorizontalPodAutoscaler",
            Metadata = ChildMetadata.Owned(stack, name, Labels.ApiComponent),
            Spec = new V1HorizontalPodAutoscalerSpec
            {
                ScaleTargetRef = new V1CrossVersionObjectReference { ApiVersion = "apps/v1", Kind = "Deployment", Name = name },
                MinReplicas = autoscale.MinReplicas,
                MaxReplicas = autoscale.MaxReplicas,
                TargetCPUUtilizationPercentage = autoscale.CpuPercent,
            },
        };
    }
}
