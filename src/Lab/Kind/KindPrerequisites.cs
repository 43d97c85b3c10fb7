using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MiniStack.Lab.Deploy;
using MiniStack.Lab.Providers;

namespace MiniStack.Lab.Kind;

/// <summary>What kind needs before anything starts: its program, a Docker engine, and for a new cluster a node image, free ports and disk.</summary>
public static class KindPrerequisites
{
    /// <summary>A node with its images takes about 3 GiB in the engine's directory.</summary>
    private const long NeededBytes = 4L << 30;

    /// <summary>One sentence, or null when the cluster can come up.</summary>
    public static async Task<string?> FindMissingAsync(ClusterSettings settings, KindConfig config, CancellationToken cancellationToken)
    {
        if (FindMissingProgram() is { } program)
            return program;
        if (await DockerEngine.FindMissingAsync(cancellationToken) is { } engine)
            return engine;
        // What is there already has its image and holds its ports.
        if ((await DockerEngine.ListNodesAsync(settings.Name, cancellationToken)).Count > 0)
            return null;
        return FindTakenPort(config.HostPorts)
            ?? await FindFullDiskAsync(cancellationToken)
            ?? await FindMissingImageAsync(KindNodeImage.Choose(settings.NodeImage, config), cancellationToken);
    }

    /// <summary>One sentence when there is no kind, else null.</summary>
    public static string? FindMissingProgram() => Programs.Find("kind") is null
        ? "kind is not on PATH; install it (kind.sigs.k8s.io/docs/user/quick-start, or Debian 13's package kind)."
        : null;

    private static string? FindTakenPort(IEnumerable<int> ports) => ports.Where(IsTaken)
        .Select(port => string.Create(
            CultureInfo.InvariantCulture, $"Port {port} of this machine is taken; end what listens there, or map another one with --kind-config FILE."))
        .FirstOrDefault();

    private static bool IsTaken(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            socket.Listen();
            return false;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return true;
        }
        catch (SocketException)
        {
            // A port this user may not bind is one the engine may.
            return false;
        }
    }

    private static async Task<string?> FindFullDiskAsync(CancellationToken cancellationToken)
    {
        if (await DockerEngine.FindDataDirectoryAsync(cancellationToken) is not { } directory)
            return null;
        var free = new DriveInfo(directory).AvailableFreeSpace;
        return free >= NeededBytes
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"The disk that holds {directory} has {free / (double)(1 << 30):0.0} GiB free and a cluster needs {NeededBytes >> 30} GiB; free some space, for instance with `docker system prune`.");
    }

    private static async Task<string?> FindMissingImageAsync(IReadOnlyList<string> images, CancellationToken cancellationToken)
    {
        foreach (var image in images)
        {
            if (await DockerEngine.HasImageAsync(image, cancellationToken))
                continue;
            if (await DockerEngine.WhyNotPullableAsync(image, cancellationToken) is { } reason)
                return $"The node image {image} is not on this machine and cannot be pulled ({reason}); name one that is there with --node-image IMAGE.";
        }
        return null;
    }
}
