using System.Globalization;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>A node that does not answer, told by its pods: nodes themselves are none of a stack's business, and are not read.</summary>
internal static class NodeRules
{
    /// <summary>The event and the condition that it tells of are written one after the other.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(5);

    public static IEnumerable<Suspicion> Find(ObservedPod pod)
    {
        if (pod.Pod.Spec.NodeName is { Length: > 0 } node && IsGivenUp(pod))
        {
            yield return pod.Suspect(
                FindingCodes.NodeDown, $"Node {node}, which has {Suspicion.PodMark}, does not answer.", Hint(pod, node)) with
            {
                // The node takes new pods down as well as old ones.
                IsOfOldVersion = false,
            };
        }
    }

    private static bool IsGivenUp(ObservedPod pod)
    {
        if (pod.Pod.Status?.Reason == "NodeLost")
        {
            return true;
        }

        if (pod.Condition("Ready") is not { Status: not "True" } ready || ready.Reason == "ReadinessGatesNotReady")
        {
            return false;
        }

        // Only the node lifecycle controller takes readiness from a pod whose containers have it.
        return (pod.Condition("ContainersReady")?.Status == "True" && pod.Containers.Any(each => !each.IsInit)
                && pod.Containers.Where(each => !each.IsInit).All(each => each.Status.Ready))
            // A kubelet that is back says of itself which containers are not ready.
            || (ready.Reason != "ContainersNotReady" && pod.Events.Any(each => each.Reason == "NodeNotReady" && each.LastTime() >= ready.LastTransitionTime - Slack))
            || IsEvictionOverdue(pod);
    }

    /// <summary>Whoever has to go from a node with a taint goes within its grace period, if its kubelet lives.</summary>
    private static bool IsEvictionOverdue(ObservedPod pod) =>
        pod.Pod.Metadata.DeletionTimestamp is { } deadline
        && pod.Now > deadline + ObservedPods.DeletionSlack
        && (pod.Events.Any(each => each.Reason == "TaintManagerEviction") || pod.Condition("DisruptionTarget")?.Reason == "DeletionByTaintManager");

    private static string Hint(ObservedPod pod, string node)
    {
        var look = $"kubectl describe node {node}";
        return pod.Component == Labels.DatabaseComponent && !pod.IsOfJob
            ? $"{look}, and start the node again: the database waits for it. Only when the node is off for good: kubectl delete pod {pod.Name} --force"
            : pod.IsLeaving
                ? $"{look}. Kubernetes has replaced the pod, and forgets this one when the node answers again or is deleted."
                : $"{look}. Kubernetes replaces the pod {Delay(pod)} after the node was lost.";
    }

    private static string Delay(ObservedPod pod) =>
        pod.Pod.Spec.Tolerations?.FirstOrDefault(each => each.Key == "node.kubernetes.io/unreachable")?.TolerationSeconds is { } seconds and >= 60
            ? string.Create(CultureInfo.InvariantCulture, $"{seconds / 60} minutes")
            : "some time";
}
