using k8s.Models;

namespace MiniStack.Operator.Core.Validation;

/// <summary>
/// The level <c>baseline</c> of the Pod Security Standards (https://kubernetes.io/docs/concepts/security/pod-security-standards/): what
/// admission would say of a pod, also in a namespace or on a cluster that has none.
/// </summary>
public static class PodSecurityBaseline
{
    private static readonly HashSet<string> Capabilities =
    [
        "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP", "SETGID", "SETPCAP", "SETUID",
        "SYS_CHROOT",
    ];

    private static readonly HashSet<string> Sysctls =
    [
        "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_unprivileged_port_start", "net.ipv4.tcp_syncookies",
        "net.ipv4.ping_group_range", "net.ipv4.ip_local_reserved_ports", "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout",
        "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes", "net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem",
    ];

    private static readonly HashSet<string?> SeLinuxTypes = [null, "", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"];

    /// <returns>
    /// What is forbidden: the field, by its path within the pod's spec or within one of its containers, and the end of a sentence that begins
    /// with it.
    /// </returns>
    public static IEnumerable<(string Field, string Words)> Violations(V1PodSpec pod)
    {
        ArgumentNullException.ThrowIfNull(pod);
        return [.. OfPod(pod), .. (pod.InitContainers ?? []).Concat(pod.Containers).SelectMany(OfContainer)];
    }

    /// <summary>
    /// Of a pod's annotations: until fields took their place, profiles were given by them, and an older API server or kubelet goes by them still.
    /// </summary>
    /// <returns>The key, and the end of a sentence that begins with it.</returns>
    public static IEnumerable<(string Key, string Words)> ViolationsOf(IDictionary<string, string>? annotations) =>
        (annotations ?? new Dictionary<string, string>())
            .Where(each => IsProfile(each.Key) && !IsConfinedBy(each.Value ?? ""))
            .Select(each => (each.Key, $"must be runtime/default or localhost/…, but is {Quoted.Of(each.Value)}"));

    private static bool IsProfile(string key) =>
        key == "seccomp.security.alpha.kubernetes.io/pod"
        || key.StartsWith("container.seccomp.security.alpha.kubernetes.io/", StringComparison.Ordinal)
        || key.StartsWith("container.apparmor.security.beta.kubernetes.io/", StringComparison.Ordinal);

    private static bool IsConfinedBy(string profile) =>
        profile is "runtime/default" or "docker/default" || profile.StartsWith("localhost/", StringComparison.Ordinal);

    private static IEnumerable<(string Field, string Words)> OfPod(V1PodSpec pod)
    {
        if (pod.HostNetwork is true)
        {
            yield return Not("hostNetwork");
        }

        if (pod.HostPID is true)
        {
            yield return Not("hostPID");
        }

        if (pod.HostIPC is true)
        {
            yield return Not("hostIPC");
        }

        foreach (var (i, volume) in (pod.Volumes ?? []).Index())
        {
            if (volume.HostPath is not null)
            {
                yield return ($"volumes[{i}].hostPath", "must not be used");
            }
        }

        foreach (var (i, sysctl) in (pod.SecurityContext?.Sysctls ?? []).Index())
        {
            if (!Sysctls.Contains(sysctl.Name))
            {
                yield return ($"securityContext.sysctls[{i}].name", $"must be a safe one, but is {Quoted.Of(sysctl.Name)}");
            }
        }

        if (pod.SecurityContext is { } own)
        {
            foreach (var violation in OfEither(own.SeccompProfile, own.AppArmorProfile, own.SeLinuxOptions, own.WindowsOptions))
            {
                yield return violation;
            }
        }
    }

    private static IEnumerable<(string Field, string Words)> OfContainer(V1Container container)
    {
        foreach (var (i, port) in (container.Ports ?? []).Index())
        {
            if (port.HostPort is not (null or 0))
            {
                yield return ($"ports[{i}].hostPort", "must not be used");
            }
        }

        if (container.SecurityContext is not { } own)
        {
            yield break;
        }

        if (own.Privileged is true)
        {
            yield return Not("securityContext.privileged");
        }

        var added = (own.Capabilities?.Add ?? []).Where(each => !Capabilities.Contains(each)).ToList();
        if (added.Count > 0)
        {
            yield return ("securityContext.capabilities.add", $"must not have {string.Join(", ", added.Select(Quoted.Of))}");
        }

        if (own.ProcMount is not (null or "" or "Default"))
        {
            yield return ("securityContext.procMount", $"must be Default, but is {Quoted.Of(own.ProcMount)}");
        }

        foreach (var violation in OfEither(own.SeccompProfile, own.AppArmorProfile, own.SeLinuxOptions, own.WindowsOptions))
        {
            yield return violation;
        }
    }

    /// <summary>What the security contexts of a pod and of a container have in common.</summary>
    private static IEnumerable<(string Field, string Words)> OfEither(
        V1SeccompProfile? seccomp, V1AppArmorProfile? appArmor, V1SELinuxOptions? seLinux, V1WindowsSecurityContextOptions? windows)
    {
        if (seccomp is not null && !IsConfined(seccomp.Type))
        {
            yield return ("securityContext.seccompProfile.type", $"must be RuntimeDefault or Localhost, but is {Quoted.Of(seccomp.Type)}");
        }

        if (appArmor is not null && !IsConfined(appArmor.Type))
        {
            yield return ("securityContext.appArmorProfile.type", $"must be RuntimeDefault or Localhost, but is {Quoted.Of(appArmor.Type)}");
        }

        if (seLinux is not null && !SeLinuxTypes.Contains(seLinux.Type))
        {
            yield return ("securityContext.seLinuxOptions.type", $"must be a container's, but is {Quoted.Of(seLinux.Type)}");
        }

        if (!string.IsNullOrEmpty(seLinux?.User))
        {
            yield return ("securityContext.seLinuxOptions.user", "must not be set");
        }

        if (!string.IsNullOrEmpty(seLinux?.Role))
        {
            yield return ("securityContext.seLinuxOptions.role", "must not be set");
        }

        if (windows?.HostProcess is true)
        {
            yield return Not("securityContext.windowsOptions.hostProcess");
        }
    }

    private static bool IsConfined(string? type) => type is "RuntimeDefault" or "Localhost";

    private static (string Field, string Words) Not(string field) => (field, "must not be true");
}
