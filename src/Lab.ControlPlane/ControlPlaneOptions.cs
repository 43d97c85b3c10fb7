using System.Net;
using MiniStack.Lab.ControlPlane.Binaries;
using MiniStack.Lab.ControlPlane.Commands;

namespace MiniStack.Lab.ControlPlane;

public sealed record ControlPlaneOptions
{
    /// <summary>By default those that <see cref="KubernetesBinaries.EnsureAsync"/> finds or builds.</summary>
    public KubernetesBinaries? Binaries { get; init; }

    /// <summary>Told what happens, one line each time.</summary>
    public IProgress<string>? Progress { get; init; }

    /// <summary>Record every request's metadata: see <see cref="ControlPlane.AuditLogPath"/>.</summary>
    public bool AuditLog { get; init; }

    /// <summary>Record the bodies of requests and answers too; passwords are among them.</summary>
    public bool AuditBodies { get; init; }

    /// <summary>False: nothing but etcd and the API server. Nobody then makes pods, collects garbage or empties namespaces.</summary>
    public bool HasControllerManager { get; init; } = true;

    /// <summary>How many requests a second its controllers may make together; twice as many at once.</summary>
    public int ControllerManagerRate { get; init; } = ControllerManagerSettings.DefaultRate;

    /// <summary>Group versions that are not served, as <c>policy/v1=false,autoscaling/v1=false</c>; null for the defaults.</summary>
    public string? RuntimeConfig { get; init; }

    /// <summary>How long each of the three programs may take to get ready; generous, since a busy machine is not a broken one.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A range of no one's (RFC 2544). No packet is ever sent there: there is no node.</summary>
    public IPNetwork ServiceRange { get; init; } = IPNetwork.Parse("198.19.0.0/16");
}
