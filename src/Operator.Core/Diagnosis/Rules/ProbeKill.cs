using k8s.Models;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>The kubelet ended a container since a probe failed. Only an event says so: the container's own end looks like any other.</summary>
/// <param name="Probe"><c>Liveness</c> or <c>Startup</c>.</param>
/// <param name="First">When it first did.</param>
/// <param name="Last">When it last did, as far as is known: of many events the kubelet drops most.</param>
internal sealed record ProbeKill(string Probe, DateTime First, DateTime Last)
{
    private static readonly int[] ExitCodesOfStopped = [0, 137, 143];

    public static ProbeKill? Of(ObservedPod pod, ObservedContainer container) => container.EventsOf(pod)
        .Where(each => each.Reason == "Killing")
        .Select(each => (Event: each, Probe: ProbeOf(each.Message)))
        .Where(each => each.Probe is not null)
        .Select(each => new ProbeKill(each.Probe!, each.Event.FirstTime(), each.Event.LastTime()))
        .MaxBy(each => each.Last);

    /// <summary>Whether a run ended by it.</summary>
    public bool Caused(V1ContainerStateTerminated end)
    {
        if (end.Reason == "OOMKilled" || end.FinishedAt is not { } finished || First > finished + TimeSpan.FromSeconds(1))
        {
            return false;
        }

        return Last >= end.StartedAt || ExitCodesOfStopped.Contains(end.ExitCode);
    }

    /// <summary>Whether the present run is about to end by it.</summary>
    public bool Ends(V1ContainerStateRunning present, V1ContainerStateTerminated? last) =>
        Last >= present.StartedAt && !(Last <= last?.FinishedAt);

    private static string? ProbeOf(string? message) =>
        message is null ? null
        : message.Contains("failed liveness probe", StringComparison.Ordinal) ? "Liveness"
        : message.Contains("failed startup probe", StringComparison.Ordinal) ? "Startup"
        : null;
}
