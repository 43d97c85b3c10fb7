using MiniStack.Operator.Core.Resources;
using MiniStack.Operator.Runtime.Client;

namespace MiniStack.Operator.Controller;

internal static class CapabilityRules
{
    private const string Policy = "policy/v1";

    /// <summary>Its schemas hold the pod template's.</summary>
    private const string Batch = "batch/v1";

    /// <summary>The 1.29 that first has the field drops its value.</summary>
    private const int FirstMinorWithPreStopSleep = 30;

    /// <summary>The group versions whose schemas are asked about.</summary>
    public static readonly IReadOnlyList<string> Schemas = [Policy, Batch];

    /// <summary>What the API server has beyond the oldest: to apply a field that its schema lacks is an error there.</summary>
    public static ClusterCapabilities Derive(ApiDiscovery discovery) => new(
        discovery.Serves(Policy) ? Policy : "policy/v1beta1",
        NativePreStopSleep: discovery.Minor >= FirstMinorWithPreStopSleep
            && discovery.HasField(Batch, "io.k8s.api.core.v1.LifecycleHandler", "sleep"),
        UnhealthyPodEvictionPolicy: discovery.HasField(Policy, "io.k8s.api.policy.v1.PodDisruptionBudgetSpec", "unhealthyPodEvictionPolicy"));
}
