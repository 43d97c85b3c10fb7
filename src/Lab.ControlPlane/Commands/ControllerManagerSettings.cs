using MiniStack.Lab.ControlPlane.Certificates;

namespace MiniStack.Lab.ControlPlane.Commands;

public sealed record ControllerManagerSettings
{
    public required string Kubeconfig { get; init; }

    public required ClusterCertificates Certificates { get; init; }

    /// <summary>
    /// There are nodes. Without, the controllers that judge nodes stay off: they would evict and collect every pod
    /// that a test binds to a node it made up.
    /// </summary>
    public bool HasNodes { get; init; }

    /// <summary>The port of <c>/healthz</c> on loopback; 0 serves none.</summary>
    public int HealthPort { get; init; }
}
