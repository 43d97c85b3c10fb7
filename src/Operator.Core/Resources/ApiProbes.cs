using k8s.Models;
using MiniStack.Operator.Core.Entities;

namespace MiniStack.Operator.Core.Resources;

/// <summary>How the API is asked whether it has started, lives and can serve.</summary>
/// <remarks>A part of the pod templates: changing it is a new <see cref="TemplateRevision"/>.</remarks>
internal static class ApiProbes
{
    /// <summary>A start is noticed within it, so it is no field: the budget is.</summary>
    private const int StartupPeriodSeconds = 2;

    private const int TimeoutSeconds = 5;

    /// <summary>
    /// An answer that is fast enough for the liveness probe is for this one, which revision 1 gave 2 seconds. A program that never answers is
    /// therefore waited for longer than its budget.
    /// </summary>
    public static V1Probe Startup(HealthSpec health, TemplateRevision revision) => Probe(
        health,
        health.LivenessPath,
        StartupPeriodSeconds,
        health.TimeoutSeconds ?? (revision.Number == 1 ? StartupPeriodSeconds : TimeoutSeconds),
        failureThreshold: (int)Math.Ceiling(health.StartupSeconds / (double)StartupPeriodSeconds));

    public static V1Probe Liveness(HealthSpec health) => Probe(
        health, health.LivenessPath, health.PeriodSeconds ?? 10, health.TimeoutSeconds ?? TimeoutSeconds, health.FailureThreshold ?? 3);

    public static V1Probe Readiness(HealthSpec health) => Probe(
        health.ReadinessPath is null ? health : health with { Exec = null },
        health.ReadinessPath ?? health.LivenessPath,
        health.PeriodSeconds ?? 5,
        health.TimeoutSeconds ?? TimeoutSeconds,
        health.FailureThreshold ?? 2);

    private static V1Probe Probe(HealthSpec health, string path, int periodSeconds, int timeoutSeconds, int failureThreshold) => new()
    {
        Exec = health.Exec,
        HttpGet = health.Exec is null ? Request(health, path) : null,
        PeriodSeconds = periodSeconds,
        TimeoutSeconds = timeoutSeconds,
        FailureThreshold = failureThreshold,
    };

    private static V1HTTPGetAction Request(HealthSpec health, string path) => new()
    {
        Path = path,
        Port = "http",
        Scheme = health.Scheme,
        // Not the field "host", which is where a node sends the request to.
        HttpHeaders = health.Host is { } host ? [new V1HTTPHeader { Name = "Host", Value = host }] : null,
    };
}
