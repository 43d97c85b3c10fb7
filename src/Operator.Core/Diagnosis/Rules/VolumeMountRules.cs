using System.Text.RegularExpressions;
using k8s.Models;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>A disk that does not get to the node of its pod. A volume made of a Secret or ConfigMap that is not there is none of it.</summary>
internal static partial class VolumeMountRules
{
    public static IEnumerable<Suspicion> Find(ObservedPod pod)
    {
        if (string.IsNullOrEmpty(pod.Pod.Spec.NodeName) || pod.HasVolumes || pod.Containers.Any(each => each.Running is not null || each.LastEnd is not null))
        {
            return [];
        }

        var attached = pod.Events.LastOrDefault(each => each.Reason == "SuccessfulAttachVolume");
        var failures = pod.Events
            .Where(each => each.Reason is "FailedAttachVolume" or "FailedMount" or "FailedMapVolume" && IsOfDisk(pod, each))
            .Where(each => attached is null || each.Reason != "FailedAttachVolume" || each.LastTime() > attached.LastTime())
            .ToList();
        // "Unable to attach or mount volumes" tells only that another event has the reason.
        var telling = failures.LastOrDefault(each => !IsSummary(each)) ?? (HasOtherReason(pod) ? null : failures.LastOrDefault());
        return telling is null
            ? []
            :
            [
                pod.Suspect(
                    FindingCodes.VolumePending,
                    $"Node {pod.Pod.Spec.NodeName} does not get the volume of {Suspicion.PodMark}: {Words(telling.Message)}.",
                    IsHeldElsewhere(pod, telling) ? PlacementHints.OneHolder : $"kubectl describe pod {pod.Name}, kubectl get volumeattachment",
                    failures.Min(each => each.FirstTime())),
            ];
    }

    /// <summary>Of a rollout: the pod before has it, and goes only once this one is ready.</summary>
    private static bool IsHeldElsewhere(ObservedPod pod, Corev1Event each) =>
        pod is { Component: Labels.ApiComponent, IsOfJob: false } && each.Message?.Contains("Multi-Attach error", StringComparison.Ordinal) is true;

    private static bool IsOfDisk(ObservedPod pod, Corev1Event each) =>
        each.Reason == "FailedAttachVolume"
        || (IsSummary(each) ? ClaimVolumes(pod).Any(volume => Unmounted(each).Contains(volume)) : !OfConfiguration().IsMatch(each.Message ?? ""));

    private static bool HasOtherReason(ObservedPod pod) => pod.Events.Any(each => each.Reason == "FailedMount" && OfConfiguration().IsMatch(each.Message ?? ""));

    private static bool IsSummary(Corev1Event each) => each.Message?.StartsWith("Unable to attach or mount volumes", StringComparison.Ordinal) is true;

    private static IEnumerable<string> ClaimVolumes(ObservedPod pod) =>
        pod.Pod.Spec.Volumes?.Where(each => each.PersistentVolumeClaim is not null).Select(each => each.Name) ?? [];

    private static string[] Unmounted(Corev1Event each) => UnmountedList().Match(each.Message ?? "").Groups["names"].Value.Split(' ', ',');

    /// <summary>Without the lists that come in another order each time.</summary>
    private static string Words(string? message) => TellingLine.Limit(Lists().Replace(message ?? "", "").ReplaceLineEndings(" ").Trim().TrimEnd('.'));

    [GeneratedRegex("unmounted volumes=\\[(?<names>[^]]*)\\]")]
    private static partial Regex UnmountedList();

    [GeneratedRegex(", unattached volumes=\\[[^]]*\\]|, failed to process volumes=\\[[^]]*\\]|rpc error: code = \\w+ desc = ")]
    private static partial Regex Lists();

    [GeneratedRegex("(configmap|secret|object) \\S+ (not found|not registered)|references non-existent|kube-root-ca|service ?account|failed to sync (configmap|secret) cache", RegexOptions.IgnoreCase)]
    private static partial Regex OfConfiguration();
}
