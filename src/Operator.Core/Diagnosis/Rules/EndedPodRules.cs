using System.Globalization;
using System.Text.RegularExpressions;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>Pods that a node has thrown out or turned away. What is left of them is looked at only when others do not take their place.</summary>
internal static partial class EndedPodRules
{
    /// <summary>As many that went the same way are no accident.</summary>
    private const int Repeated = 2;

    public static bool IsEnded(ObservedPod pod) => pod.Pod.Status?.Phase == "Failed" && !pod.IsOfJob;

    public static IEnumerable<Suspicion> Find(IReadOnlyList<ObservedPod> pods) => pods
        .Where(each => IsEnded(each) && !each.IsOfOldVersion && !each.IsLeaving && !each.IsReplaced)
        .Where(each => each.Now - EndOf(each) < FindingCodes.RestartsForgottenAfter)
        .GroupBy(each => (each.Component, each.Pod.Status.Reason))
        .Where(group => group.Count() >= Repeated || !pods.Any(each => IsInPlace(each, group.Key.Component)))
        .SelectMany(group => group.Select(Suspect));

    private static bool IsInPlace(ObservedPod pod, string component) =>
        pod.Component == component
        && !pod.IsOfJob
        && !pod.IsLeaving
        && pod.Pod.Status?.Phase is "Pending" or "Running"
        && !string.IsNullOrEmpty(pod.Pod.Spec.NodeName);

    private static Suspicion Suspect(ObservedPod pod)
    {
        var status = pod.Pod.Status;
        var node = string.IsNullOrEmpty(pod.Pod.Spec.NodeName) ? "The node" : $"Node {pod.Pod.Spec.NodeName}";
        var (deed, hint) = status.Reason switch
        {
            "Evicted" => ("evicted", EvictionHint(pod)),
            "Preempting" or "Preempted" => ("gave the place of", "Add a node with room: kubectl describe nodes"),
            "NodeShutdown" or "Shutdown" or "Terminated" => ("was shut down under", "kubectl get nodes"),
            { } reason when reason.StartsWith("OutOf", StringComparison.Ordinal) => ("turned away", Scarcity(pod, status.Message)),
            _ => ("turned away", $"kubectl describe pod {pod.Name}"),
        };
        var facts = new[] { status.Reason, Cause(status.Message) }.Where(each => !string.IsNullOrEmpty(each));
        return pod.Suspect(
            FindingCodes.Unschedulable,
            $"{node} {deed} {Suspicion.PodMark}: {string.Join(": ", facts)}.",
            hint,
            EndOf(pod));
    }

    /// <summary>Older nodes leave no condition of a pod that they throw out.</summary>
    private static DateTime? EndOf(ObservedPod pod) => new DateTime?[]
    {
        pod.Pod.Metadata.CreationTimestamp,
        pod.Condition("Ready")?.LastTransitionTime,
        pod.Events is [.., var last] ? last.LastTime() : null,
    }.Max();

    private static string EvictionHint(ObservedPod pod)
    {
        var resource = Resource().Match(pod.Pod.Status.Message ?? "").Groups["resource"].Value;
        return resource.Length == 0
            ? $"kubectl describe pod {pod.Name}"
            : $"Set {PodRequests.FieldOf(pod, resource)} to what it really uses, or free some on the node: kubectl describe node {pod.Pod.Spec.NodeName}";
    }

    /// <summary>How much was missing; the kubelet counts CPU in thousandths.</summary>
    private static string Scarcity(ObservedPod pod, string? message)
    {
        if (Shortage().Match(message ?? "") is not { Success: true } match)
        {
            return $"kubectl describe node {pod.Pod.Spec.NodeName}";
        }

        var resource = match.Groups["resource"].Value;
        var missing = Number("requested") + Number("used") - Number("capacity");
        var amount = resource == "cpu" ? $"{missing}m" : missing.ToString(CultureInfo.InvariantCulture);
        return $"{amount} of {resource} is missing: lower {PodRequests.FieldOf(pod, resource)}, or add a node with room";

        long Number(string group) => long.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);
    }

    /// <summary>Without the amounts in use, which differ from pod to pod.</summary>
    private static string Cause(string? message) =>
        TellingLine.Limit(Amounts().Replace((message ?? "").ReplaceLineEndings(" ").Trim(), "").Replace("Pod was rejected: ", "", StringComparison.Ordinal).TrimEnd('.', ' '));

    [GeneratedRegex(@"low on resource: (?<resource>memory|ephemeral-storage)")]
    private static partial Regex Resource();

    [GeneratedRegex(@"enough resource: (?<resource>[^,\s]+), requested: (?<requested>\d+), used: (?<used>\d+), capacity: (?<capacity>\d+)")]
    private static partial Regex Shortage();

    [GeneratedRegex(@"(\.? ?Threshold quantity: .*$)|(\.? ?Container \S+ was using .*$)|(, requested: \d+, used: \d+, capacity: \d+)")]
    private static partial Regex Amounts();
}
