using k8s.Models;

namespace MiniStack.Operator.Core.Entities;

/// <summary>How the API is asked whether it lives and whether it can serve.</summary>
/// <remarks>What is null unless set keeps an older stack's hash, see <see cref="Resources.SpecHash"/>.</remarks>
public sealed record HealthSpec
{
    /// <summary>Asked by the startup and the liveness probe.</summary>
    public string LivenessPath { get; set; } = "/health";

    /// <summary>Asked by the readiness probe; null means <see cref="LivenessPath"/>.</summary>
    public string? ReadinessPath { get; set; }

    /// <summary>Seconds the API may take to answer for the first time.</summary>
    public int StartupSeconds { get; set; } = 300;

    /// <summary>Seconds that an answer may take, for all three probes; null means 5.</summary>
    public int? TimeoutSeconds { get; set; }

    /// <summary>Seconds between two questions of the liveness and of the readiness probe; null means 10 and 5.</summary>
    public int? PeriodSeconds { get; set; }

    /// <summary>How many answers in a row have to fail, of the liveness and of the readiness probe; null means 3 and 2.</summary>
    public int? FailureThreshold { get; set; }

    /// <summary>One of <see cref="ProbeScheme"/>'s values; null means HTTP.</summary>
    public string? Scheme { get; set; }

    /// <summary>The header <c>Host</c> of the probes' requests; null means the pod's address.</summary>
    public string? Host { get; set; }

    /// <summary>
    /// Run in the container in place of the requests: by the startup and the liveness probe, and by the readiness probe unless
    /// <see cref="ReadinessPath"/> is set.
    /// </summary>
    public V1ExecAction? Exec { get; set; }
}
