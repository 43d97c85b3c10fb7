using k8s.Models;
using MiniStack.Operator.Core.Entities;

namespace MiniStack.Operator.Core.Resources;

/// <summary>What the API's pods and its migration have in common: image, environment, volumes and rights.</summary>
/// <remarks>A part of the pod templates: changing it is a new <see cref="TemplateRevision"/>.</remarks>
internal static class ApiContainer
{
    public static V1Container Build(string stack, ApiSpec api) => new()
    {
        Name = Names.ApiContainer,
        Image = api.Image,
        ImagePullPolicy = api.ImagePullPolicy ?? "IfNotPresent",
        Env = ConnectionVariables.Before(api.Env, stack),
        EnvFrom = api.EnvFrom,
        Resources = api.Resources,
        SecurityContext = SecurityContext(api.SecurityContext),
        TerminationMessagePolicy = "FallbackToLogsOnError",
        VolumeMounts = api.VolumeMounts,
    };

    /// <summary>A pod that runs <paramref name="container"/> alone.</summary>
    public static V1PodSpec Pod(string stack, ApiSpec api, V1Container container) => new()
    {
        ServiceAccountName = Names.Api(stack),
        AutomountServiceAccountToken = false,
        EnableServiceLinks = false,
        ImagePullSecrets = api.ImagePullSecrets,
        SecurityContext = new V1PodSecurityContext { SeccompProfile = new V1SeccompProfile { Type = "RuntimeDefault" } },
        Containers = [container],
        Volumes = api.Volumes,
    };

    private static V1SecurityContext SecurityContext(V1SecurityContext? own)
    {
        own ??= new V1SecurityContext();
        return own with { AllowPrivilegeEscalation = own.AllowPrivilegeEscalation ?? (IsPrivileged(own) ? null : false) };
    }

    /// <summary>The API server refuses "no privilege escalation" beside either of these.</summary>
    private static bool IsPrivileged(V1SecurityContext own) =>
        own.Privileged is true || own.Capabilities?.Add?.Any(c => c is "SYS_ADMIN" or "CAP_SYS_ADMIN") is true;
}
