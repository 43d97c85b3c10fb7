using MiniStack.Lab.ControlPlane.Certificates;

namespace MiniStack.Lab.ControlPlane.Commands;

public sealed record ControllerManagerSettings
{
    /// <summary>The program's own default of 20, shared by all controllers, is for clusters with thousands of nodes beside them.</summary>
    public const int DefaultRate = 200;

    public required string Kubeconfig { get; init; }

    public required ClusterCertificates Certificates { get; init; }

    /// <summary>
    /// There are nodes. Without, the controllers that judge nodes stay off: they would evict and collect every pod
    /// that a test binds to a node it made up.
    /// </summary>
    public bool HasNodes { get; init; }

    /// <summary>The port of <c>/healthz</c> on loopback; 0 serves none.</summary>
    public int HealthPort { get; init; }

    /// <summary>Requests a second of all controllers together; twice as many at once.</summary>
    public int Rate { get; init; } = DefaultRate;
}
