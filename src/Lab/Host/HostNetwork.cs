using MiniStack.Lab.ControlPlane.Processes;

namespace MiniStack.Lab.Host;

/// <summary>
/// The host's end of the link to the node. The node's network namespace has no name: it lives as long as its processes,
/// and the link, with the routes over it, goes when it goes.
/// </summary>
internal static class HostNetwork
{
    public const string NodeLink = "eth0";

    /// <summary>Gives the namespace of <paramref name="processId"/> a link to the host, and the host routes to pods and Services.</summary>
    public static async Task AttachAsync(string link, NetworkSlice slice, int processId, CancellationToken cancellationToken)
    {
        await Ip($"link add {link} type veth peer name {NodeLink} netns {processId}").ConfigureAwait(false);
        await Ip($"address add {slice.HostAddress}/30 dev {link}").ConfigureAwait(false);
        await Ip($"link set {link} up").ConfigureAwait(false);
        await Ip($"route add {slice.PodRange} via {slice.NodeAddress}").ConfigureAwait(false);
        await Ip($"route add {slice.ServiceRange} via {slice.NodeAddress}").ConfigureAwait(false);

        Task Ip(string arguments) => ProcessRunner.RunOrThrowAsync(new("ip", arguments.Split(' ')), cancellationToken: cancellationToken);
    }

    /// <summary>Ends with no such link on the host. The kernel takes a namespace down some time after its last process.</summary>
    public static async Task DetachAsync(string link, CancellationToken cancellationToken)
    {
        if (Exists(link))
            await ProcessRunner.RunAsync(new("ip", ["link", "delete", link]), cancellationToken: cancellationToken).ConfigureAwait(false);
        await Wait.UntilAsync(() => !Exists(link), TimeSpan.FromSeconds(10), $"The link {link} does not go away.", cancellationToken).ConfigureAwait(false);
    }

    private static bool Exists(string link) => Directory.Exists("/sys/class/net/" + link);
}
