using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Planning;

/// <summary>How many pods of the API there are to be, and who says so.</summary>
/// <param name="Count">Null: not ours to say, the autoscaler's.</param>
/// <param name="Handover">What the field is left at when it is given to the autoscaler; null when there is nothing to give.</param>
public sealed record ApiReplicas(int? Count, int? Handover)
{
    public bool IsAutoscaled => Count is null;

    public static ApiReplicas Decide(ObservedStack observed)
    {
        var spec = observed.Stack.Spec;
        if (spec.Suspend)
        {
            return new ApiReplicas(0, null);
        }

        if (spec.Api.Autoscale is not { } autoscale)
        {
            return new ApiReplicas(spec.Api.Replicas, null);
        }

        // A Deployment made without the field would start with one pod, and so would one that merely loses it: no other manager has it.
        if (observed.Api is not { } live)
        {
            return new ApiReplicas(autoscale.MinReplicas, null);
        }

        var isGiven = live.Metadata.Annotations?.ContainsKey(Annotations.Autoscaled) is true;
        return new ApiReplicas(null, isGiven ? null : live.Spec.Replicas is { } count and > 0 ? count : autoscale.MinReplicas);
    }
}
