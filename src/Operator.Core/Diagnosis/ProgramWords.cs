using System.Collections.Frozen;
using k8s.Models;

namespace MiniStack.Operator.Core.Diagnosis;

/// <summary>
/// Which texts about a pod may repeat what a program wrote, or the command line, environment and paths into which a kubelet has put the values
/// of Secrets. Only of those it is known that they can't: who says them has seen no value of a Secret, as a scheduler, a registry and a
/// controller have not. Nearly every pod in trouble has one, and to ask for its Secrets would cost more than it tells.
/// </summary>
/// <remarks>Conditions are words of controllers alone: a kubelet's name the containers and no more.</remarks>
internal static class ProgramWords
{
    /// <summary>Reasons for which a container waits.</summary>
    private static readonly FrozenSet<string> SilentStates = FrozenSet.ToFrozenSet(
    [
        "ContainerCreating", "CrashLoopBackOff", "ErrImageNeverPull", "ErrImagePull", "ImageInspectError", "ImagePullBackOff", "InvalidImageName",
        "PodInitializing", "RegistryUnavailable", "SignatureValidationFailed",
    ]);

    private static readonly FrozenSet<string> SilentEvents = FrozenSet.ToFrozenSet(
    [
        "BackOff", "Created", "ErrImageNeverPull", "Evicted", "FailedAttachVolume", "FailedCreatePodSandBox", "FailedMapVolume", "FailedMount",
        "FailedScheduling", "FailedToRetrieveImagePullSecret", "InspectFailed", "Killing", "NetworkNotReady", "NodeNotReady", "NotTriggerScaleUp",
        "Preempted", "Pulled", "Pulling", "SandboxChanged", "Scheduled", "Started", "SuccessfulAttachVolume", "TaintManagerEviction",
        "TriggeredScaleUp",
    ]);

    public static bool IsIn(V1ContainerState? state) => !string.IsNullOrEmpty(state?.Terminated?.Message) || IsIn(state?.Waiting);

    public static bool IsIn(Corev1Event each) =>
        each.InvolvedObject?.Kind == "Pod" && !string.IsNullOrEmpty(each.Message) && !SilentEvents.Contains(each.Reason ?? "") && !IsOfPull(each);

    /// <summary>The same without them.</summary>
    public static V1ContainerState? Without(V1ContainerState? state) => state is null ? null : state with
    {
        Waiting = IsIn(state.Waiting) ? state.Waiting! with { Message = null } : state.Waiting,
        Terminated = state.Terminated is { } ended ? ended with { Message = null } : null,
    };

    /// <inheritdoc cref="Without(V1ContainerState?)"/>
    public static Corev1Event Without(Corev1Event each) => IsIn(each) ? each with { Message = null } : each;

    private static bool IsIn(V1ContainerStateWaiting? waiting) =>
        !string.IsNullOrEmpty(waiting?.Message) && !SilentStates.Contains(waiting.Reason ?? "");

    /// <summary>One reason is of images and of containers that could not be made.</summary>
    private static bool IsOfPull(Corev1Event each) => each.Reason == "Failed"
        && (each.Message.StartsWith("Failed to pull image ", StringComparison.Ordinal)
            || (each.Message.StartsWith("Error: ", StringComparison.Ordinal) && SilentStates.Contains(each.Message["Error: ".Length..])));
}
