using k8s.Models;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>Tells a container that ends again and again from one that was restarted and is well.</summary>
/// <remarks>
/// Such a container waits, runs and has ended by turns, and looks fine for moments; what is said of it must not change with them.
/// </remarks>
internal static class Restarts
{
    /// <summary>What a container waits for while its last end is still the cause.</summary>
    private static readonly string?[] BetweenRuns = [null, "CrashLoopBackOff", "RunContainerError", "ContainerCreating", "PodInitializing"];

    public static bool IsLooping(ObservedPod pod, ObservedContainer container)
    {
        if (container.Waiting?.Reason is "CrashLoopBackOff" or "RunContainerError")
        {
            return true;
        }

        if (container.LastEnd is not { } end || !BetweenRuns.Contains(container.Waiting?.Reason) || IsDone(container))
        {
            return false;
        }

        var wasReady = pod.Condition("Ready")?.LastTransitionTime > end.StartedAt;
        var isSingle = EndsOf(container) == 1 || DurationOf(end) > FindingCodes.RestartsForgottenAfter;
        // One end of a container that worked is no loop: the kubelet starts it again at once.
        var mayRecover = isSingle && wasReady && ProbeKill.Of(pod, container)?.Caused(end) is not true;
        return container.Running?.StartedAt is not { } started
            ? !mayRecover
            : container.Status.Ready
                ? !isSingle && IsUnsettled(pod, started, end)
                : !mayRecover && !LostReadiness(pod, started) && pod.Now - started < MemoryOf(end, wasReady);
    }

    /// <summary>An init container that did its work.</summary>
    private static bool IsDone(ObservedContainer container) => container is { IsInit: true, Status.State.Terminated.ExitCode: 0 };

    private static int EndsOf(ObservedContainer container) => container.Status.RestartCount + (container.Running is null ? 1 : 0);

    /// <summary>It got ready before its end was forgiven, and a short while ago.</summary>
    private static bool IsUnsettled(ObservedPod pod, DateTime started, V1ContainerStateTerminated end) =>
        pod.Condition("Ready")?.LastTransitionTime is { } since
        && pod.Now - since < FindingCodes.SettledAfter
        && since - started < MemoryOf(end, wasReady: true);

    /// <summary>It got ready in its present run: whatever ails it now is something else.</summary>
    private static bool LostReadiness(ObservedPod pod, DateTime started) =>
        pod.Condition("Ready")?.LastTransitionTime > started + TimeSpan.FromSeconds(1);

    /// <summary>For how long a run may look well before it counts as better than the last.</summary>
    private static TimeSpan MemoryOf(V1ContainerStateTerminated end, bool wasReady)
    {
        var memory = DurationOf(end) + FindingCodes.BetterAfter;
        return wasReady && memory > FindingCodes.SettledAfter ? FindingCodes.SettledAfter : memory;
    }

    /// <summary>A container that never started has no start, or one in 1970.</summary>
    private static TimeSpan DurationOf(V1ContainerStateTerminated end) =>
        end.Reason != StartFailure.Reason && end.FinishedAt - end.StartedAt is { } duration ? duration : TimeSpan.Zero;
}
