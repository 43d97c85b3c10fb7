using System.Text.RegularExpressions;
using k8s.Models;
using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>A volume claim that nobody makes a volume for.</summary>
internal static partial class VolumeClaimRules
{
    public static IEnumerable<Suspicion> Find(ObservedStack observed, IReadOnlyList<ObservedPod> pods)
    {
        if (observed.Volume is not { } claim)
        {
            return [];
        }

        var found = claim.Status?.Phase switch
        {
            "Lost" => Lost(claim),
            // A database that serves has its volume, whatever an older sight of the claim says.
            null or "" or "Pending" when !observed.IsDatabaseReady => Pending(observed, claim, pods),
            _ => null,
        };
        return found is null ? [] : [found];
    }

    private static Suspicion Lost(V1PersistentVolumeClaim claim) => new(
        Labels.DatabaseComponent,
        FindingCodes.DataVolumeLost,
        $"PersistentVolumeClaim {claim.Metadata.Name} has lost its PersistentVolume {claim.Spec.VolumeName}, and the data with it.",
        $"Make PersistentVolume {claim.Spec.VolumeName} again for the same disk, or restore a backup: kubectl get pv {claim.Spec.VolumeName}");

    private static Suspicion? Pending(ObservedStack observed, V1PersistentVolumeClaim claim, IReadOnlyList<ObservedPod> pods)
    {
        var events = observed.Evidence.Events.About(claim.Metadata.Uid, "PersistentVolumeClaim", claim.Metadata.Name);
        var storageClass = string.IsNullOrEmpty(claim.Spec.StorageClassName) ? null : claim.Spec.StorageClassName;
        var last = events.LastOrDefault(each => each.Reason is "FailedBinding" or "ProvisioningFailed" or "Provisioning" or "ExternalProvisioning");
        return last?.Reason switch
        {
            "ProvisioningFailed" when MissingClass().IsMatch(last.Message ?? "") => Suspect(
                $"there is no StorageClass {storageClass}",
                $"Of kubectl get storageclass none is {storageClass}: make it, or {StartAnew(observed)}",
                stalls: true),
            "FailedBinding" when storageClass is null => Suspect(
                "spec.database.storage.storageClassName is not set, and the cluster has no default StorageClass",
                $"Make one the default: kubectl annotate storageclass NAME storageclass.kubernetes.io/is-default-class=true, or {StartAnew(observed)}",
                stalls: true),
            "FailedBinding" => Suspect(last.Message ?? "no PersistentVolume fits", "kubectl get pv"),
            "ProvisioningFailed" => Suspect($"its provisioner fails: {Words(last.Message)}", $"kubectl describe pvc {claim.Metadata.Name}"),
            // A provisioner that has said that it begins has to say that it fails.
            "ExternalProvisioning" when !events.Any(each => each.Reason == "Provisioning") => Suspect(
                $"the provisioner {Provisioner(last)} of StorageClass {storageClass} says nothing",
                $"See whether its pods run: kubectl get pods --all-namespaces, kubectl describe storageclass {storageClass}"),
            _ when pods.Any(HasNoVolumeToBind) => Suspect(
                $"no node has a PersistentVolume of StorageClass {storageClass} that fits", $"Make one: kubectl get pv, kubectl describe storageclass {storageClass}"),
            _ => null,
        };

        Suspicion Suspect(string why, string hint, bool? stalls = null) => new(
            Labels.DatabaseComponent,
            FindingCodes.VolumePending,
            $"PersistentVolumeClaim {claim.Metadata.Name} is not bound: {why}.",
            hint)
        {
            // What waits for a person does not get better with time.
            Since = stalls is true ? null : events.Where(each => each.Reason == last?.Reason).Select(each => (DateTime?)each.FirstTime()).Min() ?? claim.Metadata.CreationTimestamp,
            Stalls = stalls,
        };
    }

    private static bool HasNoVolumeToBind(ObservedPod pod) =>
        pod.Component == Labels.DatabaseComponent
        && pod.Condition("PodScheduled")?.Message?.Contains("didn't find available persistent volumes to bind", StringComparison.Ordinal) is true;

    /// <summary>A claim keeps the class that it was made with. This one never held anything.</summary>
    private static string StartAnew(ObservedStack observed)
    {
        var name = observed.Stack.Metadata.Name;
        return $"begin anew with another class (this claim holds no data yet): kubectl delete ms {name}, then kubectl delete pvc,secret -l {Labels.Stack}={name}";
    }

    private static string Provisioner(Corev1Event each) =>
        ExternalProvisioner().Match(each.Message ?? "") is { Success: true } match ? match.Groups["name"].Value : "";

    /// <summary>The driver's own words, without what it was asked.</summary>
    private static string Words(string? message) => TellingLine.Limit(Asked().Replace(message ?? "", "").ReplaceLineEndings(" ").Trim().TrimEnd('.'));

    [GeneratedRegex("storageclass\\S* \"[^\"]*\" not found")]
    private static partial Regex MissingClass();

    [GeneratedRegex("external provisioner ['\"](?<name>[^'\"]+)['\"]")]
    private static partial Regex ExternalProvisioner();

    [GeneratedRegex("(Failed to provision volume with StorageClass \"[^\"]*\": )|(rpc error: code = \\w+ desc = )", RegexOptions.IgnoreCase)]
    private static partial Regex Asked();
}
