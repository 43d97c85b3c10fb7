namespace MiniStack.Operator.Core.Resources;

/// <summary>What the connected cluster serves beyond Kubernetes 1.20. A field that it does not know makes an apply fail.</summary>
/// <param name="PodDisruptionBudgetApiVersion"><c>policy/v1</c> (from 1.21) or <c>policy/v1beta1</c> (until 1.24).</param>
/// <param name="NativePreStopSleep">
/// The <c>sleep</c> action of lifecycle hooks works, which is from 1.30 on: 1.29 has the field in its schema but drops its value, and the
/// hook that is left, without an action, is refused.
/// </param>
/// <param name="UnhealthyPodEvictionPolicy">The field of that name in a PodDisruptionBudget is served (from 1.26).</param>
public sealed record ClusterCapabilities(
    string PodDisruptionBudgetApiVersion,
    bool NativePreStopSleep,
    bool UnhealthyPodEvictionPolicy)
{
    /// <summary>Kubernetes 1.20.</summary>
    public static ClusterCapabilities Oldest { get; } = new("policy/v1beta1", NativePreStopSleep: false, UnhealthyPodEvictionPolicy: false);

    /// <summary>Everything that the operator makes use of.</summary>
    public static ClusterCapabilities Newest { get; } = new("policy/v1", NativePreStopSleep: true, UnhealthyPodEvictionPolicy: true);
}
