using System.Net;
using MiniStack.Lab.ControlPlane.Certificates;

namespace MiniStack.Lab.ControlPlane.Commands;

public sealed record ApiServerSettings
{
    public required string EtcdUrl { get; init; }

    public required ClusterCertificates Certificates { get; init; }

    /// <summary>Where the server listens. Pods reach it through the <c>kubernetes</c> Service only on an address other than loopback.</summary>
    public IPAddress BindAddress { get; init; } = IPAddress.Loopback;

    public int Port { get; init; } = 6443;

    public required IPNetwork ServiceRange { get; init; }

    /// <summary>
    /// There are nodes: kubelets are reached by their internal address and authorized as nodes, and the <c>kubernetes</c>
    /// Service gets its endpoint. Without nodes nobody could use that endpoint, and a loopback address is refused as one.
    /// </summary>
    public bool HasNodes { get; init; }

    /// <summary>What <c>--runtime-config</c> takes, or null.</summary>
    public string? RuntimeConfig { get; init; }

    /// <summary>Where every request is recorded (one JSON object a line, metadata only: bodies hold secrets), or null.</summary>
    public string? AuditLog { get; init; }

    /// <summary>The audit policy's file, needed with <see cref="AuditLog"/>.</summary>
    public string? AuditPolicy { get; init; }
}
