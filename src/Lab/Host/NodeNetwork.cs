using MiniStack.Lab.ControlPlane.Processes;

namespace MiniStack.Lab.Host;

/// <summary>The network inside the node: its end of the link to the host, and the bridge that the pods hang on. There is no way out.</summary>
internal static class NodeNetwork
{
    public const string Bridge = "cni0";

    private static readonly TimeSpan LinkDeadline = TimeSpan.FromSeconds(30);

    public static async Task ConfigureAsync(NetworkSlice slice, CancellationToken cancellationToken)
    {
        await Ip("link set lo up").ConfigureAwait(false);
        await Ip($"link add {Bridge} type bridge").ConfigureAwait(false);
        await Ip($"address add {slice.BridgeAddress}/24 dev {Bridge}").ConfigureAwait(false);
        await Ip($"link set {Bridge} up").ConfigureAwait(false);
        // What the node itself sends to a Service needs a route before kube-proxy's rules see it. Where no rule applies, nobody answers.
        await Ip($"route add {slice.ServiceRange} dev {Bridge}").ConfigureAwait(false);
        File.WriteAllText("/proc/sys/net/ipv4/ip_forward", "1");
        // Without, pods that reach a pod through its Service get answers from the pod's own address, which they drop.
        File.WriteAllText("/proc/sys/net/bridge/bridge-nf-call-iptables", "1");

        await Wait.UntilAsync(
            () => File.ReadAllText("/proc/net/dev").Contains(HostNetwork.NodeLink + ":", StringComparison.Ordinal),
            LinkDeadline, "The host did not give the node its network link.", cancellationToken).ConfigureAwait(false);
        await Ip($"address add {slice.NodeAddress}/30 dev {HostNetwork.NodeLink}").ConfigureAwait(false);
        await Ip($"link set {HostNetwork.NodeLink} up").ConfigureAwait(false);

        Task Ip(string arguments) => ProcessRunner.RunOrThrowAsync(new("ip", arguments.Split(' ')), cancellationToken: cancellationToken);
    }
}
