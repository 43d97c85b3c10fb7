using System.Net;
using MiniStack.Lab.ControlPlane.Certificates;

namespace MiniStack.Lab.ControlPlane.Commands;

/// <summary>One etcd, the cluster's only member.</summary>
public sealed record EtcdSettings
{
    public required string DataDirectory { get; init; }

    public required ClusterCertificates Certificates { get; init; }

    public IPAddress Address { get; init; } = IPAddress.Loopback;

    public int ClientPort { get; init; } = 2379;

    public int PeerPort { get; init; } = 2380;

    /// <summary>Never wait for the disk: for tests, whose data need not outlive a power cut.</summary>
    public bool UnsafeNoFsync { get; init; }

    public string ClientUrl => $"https://{Address}:{ClientPort}";

    public string PeerUrl => $"https://{Address}:{PeerPort}";
}
