using k8s.Models;
using MiniStack.Operator.Core.Validation;

namespace MiniStack.Operator.Core.Tests.Resources;

/// <summary>
/// The level <c>restricted</c> of the Pod Security Standards, as far as a pod without Windows goes
/// (https://kubernetes.io/docs/concepts/security/pod-security-standards/): what admission would say on a cluster that has none.
/// </summary>
internal static class PodSecurityRestricted
{
    /// <returns>What <c>restricted</c> forbids, <c>baseline</c>'s included.</returns>
    public static IEnumerable<string> Violations(V1PodSpec pod) =>
        [.. PodSecurityBaseline.Violations(pod).Select(each => each.Field), .. OfRestrictedAlone(pod)];

    private static IEnumerable<string> OfRestrictedAlone(V1PodSpec pod)
    {
        if (pod.Volumes?.All(IsOfAnAllowedType) is false)
            yield return "volume types";
        if (pod.SecurityContext?.RunAsUser is 0)
            yield return "the pod's runAsUser 0";
        foreach (var container in Containers(pod))
        {
            var own = container.SecurityContext;
            if (own?.AllowPrivilegeEscalation is not false)
                yield return $"{container.Name}: privilege escalation";
            if ((own?.RunAsNonRoot ?? pod.SecurityContext?.RunAsNonRoot) is not true)
                yield return $"{container.Name}: runAsNonRoot";
            if (own?.RunAsUser is 0)
                yield return $"{container.Name}: runAsUser 0";
            if ((own?.SeccompProfile ?? pod.SecurityContext?.SeccompProfile)?.Type is not ("RuntimeDefault" or "Localhost"))
                yield return $"{container.Name}: seccomp profile";
            if (own?.Capabilities?.Drop?.Contains("ALL") is not true || own.Capabilities.Add?.All(added => added == "NET_BIND_SERVICE") is false)
                yield return $"{container.Name}: capabilities";
        }
    }

    private static IEnumerable<V1Container> Containers(V1PodSpec pod) => [.. pod.InitContainers ?? [], .. pod.Containers];

    private static bool IsOfAnAllowedType(V1Volume volume) =>
        volume is not { ConfigMap: null, Csi: null, DownwardAPI: null, EmptyDir: null, Ephemeral: null, PersistentVolumeClaim: null, Projected: null, Secret: null };
}
