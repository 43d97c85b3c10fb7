using System.Text.RegularExpressions;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>A pod that no node takes.</summary>
internal static partial class SchedulingRules
{
    public static IEnumerable<Suspicion> Find(ObservedPod pod)
    {
        if (!string.IsNullOrEmpty(pod.Pod.Spec.NodeName))
        {
            return [];
        }

        var condition = pod.Condition("PodScheduled");
        var failure = pod.Events.LastOrDefault(each => each.Reason == "FailedScheduling");
        var since = condition?.LastTransitionTime ?? failure?.FirstTime();
        if (condition?.Reason == "SchedulingGated")
        {
            var gates = string.Join(", ", pod.Pod.Spec.SchedulingGates?.Select(each => each.Name) ?? []);
            return
            [
                pod.Suspect(
                    FindingCodes.Unschedulable,
                    $"The scheduler waits with {Suspicion.PodMark} until its scheduling gates are taken away: {gates}.",
                    "Ask whoever set the gates: they are none of this operator's.",
                    since),
            ];
        }

        var message = string.IsNullOrWhiteSpace(condition?.Message) ? failure?.Message : condition.Message;
        return message is null || condition?.Status == "True" || Explain(pod, message) is not { } found ? []
            : [found with { Hint = $"{found.Hint}{ToBegin(pod)}", Since = IsNodeComing(pod) ? since + FindingCodes.ScaledUpWithin - found.Code.Patience : since }];
    }

    /// <returns>Null where the claim's own trouble is the cause.</returns>
    private static Suspicion? Explain(ObservedPod pod, string message)
    {
        var answer = Answer().Match(message.Trim());
        var reasons = Reason().Matches(answer.Success ? answer.Groups["reasons"].Value : message.Trim())
            .Select(each => each.Groups["why"].Value.TrimEnd('.', ' '))
            .Where(each => each.Length > 0)
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToList();
        if (reasons.Any(each => each.Contains("unbound immediate PersistentVolumeClaims", StringComparison.Ordinal)))
        {
            return pod.Component == Labels.DatabaseComponent
                ? null
                : pod.Suspect(
                    FindingCodes.VolumePending,
                    $"A PersistentVolumeClaim of spec.api.volumes that {Suspicion.PodMark} needs is not bound: {Claims(pod)}.",
                    $"kubectl describe pvc {Claims(pod).Replace(",", "", StringComparison.Ordinal)}");
        }

        if (reasons.Select(each => MissingClaim().Match(each)).FirstOrDefault(each => each.Success) is { } missing && pod.Component == Labels.ApiComponent)
        {
            var claim = missing.Groups["claim"].Value;
            return pod.Suspect(
                FindingCodes.ConfigMissing,
                $"PersistentVolumeClaim {claim}, which spec.api.volumes names and {Suspicion.PodMark} needs, is not there.",
                $"Make it, or change spec.api.volumes: kubectl get pvc {claim}");
        }

        var nodes = answer.Groups["nodes"].Value switch { "" => "No node takes", "1" => "The only node does not take", var n => $"None of {n} nodes takes" };
        var code = reasons.Count > 0 && reasons.All(IsSilentNode) ? FindingCodes.NodeDown : FindingCodes.Unschedulable;
        var taints = reasons.Any(IsTaint) ? TaintRules.Of(pod, reasons) : [];
        return pod.Suspect(
            code,
            $"{nodes} {Suspicion.PodMark}: {string.Join(", ", reasons.Select(each => Detail(pod, each, taints)))}.",
            Hint(pod, reasons, taints));
    }

    /// <summary>Where a Job does not say whether a pod of it runs, one that waits is not replaced when the spec changes.</summary>
    private static string ToBegin(ObservedPod pod) => pod is { IsOfJob: true, Stack.MigrationJob: { Status: { Ready: null } } job } && pod.Name.StartsWith(job.Metadata.Name, StringComparison.Ordinal)
        ? $"; after a change of the spec: kubectl delete job {job.Metadata.Name}"
        : "";

    /// <summary>In the words of the cluster autoscaler, and of Karpenter.</summary>
    private static bool IsNodeComing(ObservedPod pod) => pod.Events.Any(each => each.Reason is "TriggeredScaleUp" or "Nominated");

    private static string Claims(ObservedPod pod) =>
        string.Join(", ", pod.Pod.Spec.Volumes?.Select(each => each.PersistentVolumeClaim?.ClaimName).OfType<string>() ?? []);

    private static bool IsTaint(string reason) => reason.Contains("taint", StringComparison.Ordinal);

    private static bool IsSilentNode(string reason) =>
        reason.Contains("node.kubernetes.io/unreachable", StringComparison.Ordinal) || reason.Contains("node.kubernetes.io/not-ready", StringComparison.Ordinal);

    /// <summary>The scheduler's own words, with what they leave open.</summary>
    private static string Detail(ObservedPod pod, string reason, IReadOnlyList<NodeTaint> taints)
    {
        if (Insufficient().Match(reason) is { Success: true } match)
        {
            var resource = match.Groups["resource"].Value;
            return PodRequests.Of(pod.Pod, resource) is { } amount ? $"{reason} (it requests {amount})" : reason;
        }

        // The newest schedulers name none.
        if (reason.EndsWith("taint(s)", StringComparison.Ordinal))
        {
            return reason + TaintRules.List(taints);
        }

        var meaning = reason switch
        {
            _ when IsSilentNode(reason) => "a node that does not answer",
            _ when reason.Contains("were unschedulable", StringComparison.Ordinal) || reason.Contains("node.kubernetes.io/unschedulable", StringComparison.Ordinal) =>
                "cordoned",
            _ when reason.Contains("volume node affinity conflict", StringComparison.Ordinal) => $"{Claims(pod)} is bound elsewhere",
            _ => null,
        };
        return meaning is null ? reason : $"{reason} ({meaning})";
    }

    private static string Hint(ObservedPod pod, IReadOnlyList<string> reasons, IReadOnlyList<NodeTaint> taints)
    {
        if (IsNodeComing(pod))
        {
            return "The cluster's autoscaler adds a node: kubectl get nodes";
        }

        if (Any("were unschedulable") || Any("node.kubernetes.io/unschedulable"))
        {
            return "If the node may take pods again: kubectl uncordon NODE";
        }

        if (reasons.Any(IsSilentNode))
        {
            return "kubectl get nodes, and start the one again that is NotReady";
        }

        var scarce = reasons.Select(each => Insufficient().Match(each)).Where(each => each.Success).Select(each => each.Groups["resource"].Value).ToList();
        if (scarce.Count > 0 && !(scarce.All(IsDevice) && taints.Any(each => each is { IsOfTrouble: false, IsOfControlPlane: false })))
        {
            return $"Lower {string.Join(" and ", scarce.Select(each => PodRequests.FieldOf(pod, each)))}, or add a node with room: kubectl describe nodes";
        }

        return Any("ReadWriteOncePod") && pod.Component == Labels.ApiComponent ? PlacementHints.OneHolder
            : Any("Too many pods") ? "Remove pods or add a node: kubectl describe nodes"
            : reasons.Any(IsTaint) ? TaintRules.Hint(pod, PlacementHints.FieldOf(pod), taints)
            : Any("volume node affinity conflict") ? "Bring back the node or zone that the volume is bound to: kubectl get pv -o wide"
            : PlacementHints.Of(pod, Any) is { } hint ? hint
            : Any("affinity") || Any("selector") ? "Label a node so that it matches: kubectl get nodes --show-labels"
            : $"kubectl describe pod {pod.Name}";

        bool Any(string words) => reasons.Any(each => each.Contains(words, StringComparison.Ordinal));
    }

    /// <summary>Such as <c>nvidia.com/gpu</c>: the nodes that have some are often tainted, and the others have none.</summary>
    private static bool IsDevice(string resource) => resource.Contains('/', StringComparison.Ordinal);

    [GeneratedRegex(@"^\d+/(?<nodes>\d+) nodes are available: (?<reasons>.*?)\.*\s*((no new claims to deallocate|preemption:).*)?$", RegexOptions.Singleline)]
    private static partial Regex Answer();

    /// <summary>A comma ends a reason only where another count follows: taints have commas too. Newer schedulers leave the count out where it is all nodes.</summary>
    [GeneratedRegex(@"(\d+ )?(?<why>.+?)(, (?=\d+ )|$)", RegexOptions.Singleline)]
    private static partial Regex Reason();

    [GeneratedRegex("^Insufficient (?<resource>\\S+)$")]
    private static partial Regex Insufficient();

    [GeneratedRegex("persistentvolumeclaim \"(?<claim>[^\"]+)\" not found")]
    private static partial Regex MissingClaim();
}
