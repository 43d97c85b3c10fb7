using System.Security.Cryptography;
using System.Text;
using MiniStack.Lab.ControlPlane.Certificates;
using MiniStack.Lab.Providers;

namespace MiniStack.Lab.Host;

/// <summary>Names and places of one cluster of the host provider.</summary>
public sealed class HostCluster(ClusterSettings settings)
{
    public const string LockDirectory = "/run/lock";

    public string Name => settings.Name;

    /// <summary>
    /// Eight hex digits that tell clusters of one name but of two working copies apart. What has a name on the whole machine
    /// (cgroup, link) carries it, so those never meet.
    /// </summary>
    public string Id { get; } =
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(settings.StateDirectory)))[..8];

    /// <summary>Below the root of every cgroup hierarchy.</summary>
    public string Cgroup => $"{settings.Name}-{Id}";

    /// <summary>The host's end of the link: at most 15 characters.</summary>
    public string LinkName => "ms" + Id;

    public string StateDirectory => settings.StateDirectory;

    public string KubeconfigPath => settings.KubeconfigPath;

    /// <summary>containerd's content: outside the state directory, so that images outlive <c>down</c>.</summary>
    public string ImageStore => Path.Combine(settings.CacheDirectory, "host", Cgroup);

    /// <summary>One <c>up</c> or <c>down</c> at a time. Outside the state directory, which <c>down</c> removes.</summary>
    public string LockPath => $"{LockDirectory}/{Cgroup}.lock";

    public string RecordPath => Path.Combine(StateDirectory, "host.json");

    public string OptionsPath => Path.Combine(StateDirectory, NodeOptions.FileName);

    public string StatusPath => Path.Combine(StateDirectory, NodeStatus.FileName);

    /// <summary>Written by the node's init.</summary>
    public string AuthorityCertificate => Path.Combine(StateDirectory, "pki", "ca.crt");

    /// <summary>Written by the node's init.</summary>
    public CertificateFiles AdminCertificate => new(Path.Combine(StateDirectory, "pki", "admin.crt"), Path.Combine(StateDirectory, "pki", "admin.key"));

    public string LogDirectory => Path.Combine(StateDirectory, "log");

    public string PreviousLogDirectory => LogDirectory + ".previous";

    public string ProgramDirectory => Path.Combine(StateDirectory, "program");

    public string LogPath(string component) => Path.Combine(LogDirectory, component + ".log");
}
