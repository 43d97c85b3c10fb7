using k8s.Models;

namespace MiniStack.Operator.Core.Tests.Resources;

/// <summary>
/// The checks of the Pod Security Standards, as far as a pod without Windows goes
/// (https://kubernetes.io/docs/concepts/security/pod-security-standards/): what admission would say on a cluster that has none.
/// </summary>
internal static class PodSecurityStandards
{
    private static readonly HashSet<string> BaselineCapabilities =
    [
        "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP", "SETGID", "SETPCAP", "SETUID",
        "SYS_CHROOT",
    ];

    private static readonly HashSet<string> SafeSysctls =
    [
        "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_unprivileged_port_start", "net.ipv4.tcp_syncookies",
        "net.ipv4.ping_group_range", "net.ipv4.ip_local_reserved_ports", "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout",
        "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes",
    ];

    private static readonly HashSet<string?> SeLinuxTypes = [null, "", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"];

    /// <returns>What <c>baseline</c> forbids.</returns>
    public static IEnumerable<string> BaselineViolations(V1PodSpec pod)
    {
        if (pod.HostNetwork is true || pod.HostPID is true || pod.HostIPC is true)
            yield return "host namespaces";
        if (pod.Volumes?.Any(volume => volume.HostPath is not null) is true)
            yield return "hostPath volumes";
        if (pod.SecurityContext?.Sysctls?.Any(sysctl => !SafeSysctls.Contains(sysctl.Name)) is true)
            yield return "unsafe sysctls";
        if (pod.SecurityContext?.SeccompProfile?.Type is "Unconfined")
            yield return "the pod's seccomp profile";
        if (pod.SecurityContext?.AppArmorProfile?.Type is "Unconfined")
            yield return "the pod's AppArmor profile";
        if (IsForbidden(pod.SecurityContext?.SeLinuxOptions))
            yield return "the pod's SELinux options";
        foreach (var container in Containers(pod))
        {
            var own = container.SecurityContext;
            if (own?.Privileged is true)
                yield return $"{container.Name}: privileged";
            if (own?.Capabilities?.Add?.All(BaselineCapabilities.Contains) is false)
                yield return $"{container.Name}: added capabilities";
            if (container.Ports?.Any(port => port.HostPort is > 0) is true)
                yield return $"{container.Name}: host ports";
            if (own?.SeccompProfile?.Type is "Unconfined")
                yield return $"{container.Name}: seccomp profile";
            if (own?.AppArmorProfile?.Type is "Unconfined")
                yield return $"{container.Name}: AppArmor profile";
            if (IsForbidden(own?.SeLinuxOptions))
                yield return $"{container.Name}: SELinux options";
            if (own?.ProcMount is not (null or "Default"))
                yield return $"{container.Name}: /proc mount type";
        }
    }

    /// <returns>What <c>restricted</c> forbids, <c>baseline</c>'s included.</returns>
    public static IEnumerable<string> RestrictedViolations(V1PodSpec pod) => [.. BaselineViolations(pod), .. OfRestrictedAlone(pod)];

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

    private static bool IsForbidden(V1SELinuxOptions? options) =>
        options is not null && (!SeLinuxTypes.Contains(options.Type) || !string.IsNullOrEmpty(options.User) || !string.IsNullOrEmpty(options.Role));

    private static bool IsOfAnAllowedType(V1Volume volume) =>
        volume is not { ConfigMap: null, Csi: null, DownwardAPI: null, EmptyDir: null, Ephemeral: null, PersistentVolumeClaim: null, Projected: null, Secret: null };
}
