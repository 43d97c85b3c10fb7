using MiniStack.Operator.Core.Resources;
using MiniStack.Operator.Runtime.Client;

namespace MiniStack.Operator.Cluster;

internal static class CapabilityRules
{
    /// <summary>What an API server of this version serves beyond the oldest; each number is the first minor that has the field on by default.</summary>
    public static ClusterCapabilities Derive(ApiDiscovery discovery) => new(
        discovery.Serves("policy/v1") ? "policy/v1" : "policy/v1beta1",
        NativePreStopSleep: discovery.Minor >= 30,
        UnhealthyPodEvictionPolicy: discovery.Minor >= 27);
}
