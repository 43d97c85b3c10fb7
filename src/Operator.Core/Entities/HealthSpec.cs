namespace MiniStack.Operator.Core.Entities;

/// <summary>The HTTP paths that tell whether the API lives and whether it can serve.</summary>
public sealed record HealthSpec
{
    /// <summary>Asked by the startup and the liveness probe.</summary>
    public string LivenessPath { get; set; } = "/health";

    /// <summary>Asked by the readiness probe; null means <see cref="LivenessPath"/>.</summary>
    public string? ReadinessPath { get; set; }

    /// <summary>Seconds the API may take to answer for the first time.</summary>
    public int StartupSeconds { get; set; } = 300;
}
