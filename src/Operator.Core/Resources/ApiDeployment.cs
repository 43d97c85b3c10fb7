using k8s.Models;
using MiniStack.Operator.Core.Entities;

namespace MiniStack.Operator.Core.Resources;

/// <summary>The API's pods.</summary>
public static class ApiDeployment
{
    private const int StartupPeriodSeconds = 2;

    /// <param name="stack">The stack.</param>
    /// <param name="capabilities">What the cluster serves.</param>
    /// <param name="configHash">Hash of the Secrets and ConfigMaps that the pods read; another value rolls them.</param>
    public static V1Deployment Build(V1Alpha1MiniStack stack, ClusterCapabilities capabilities, string configHash)
    {
        var name = stack.Metadata.Name;
        var api = stack.Spec.Api;
        var metadata = ChildMetadata.Owned(stack, Names.Api(name), Labels.ApiComponent);
        metadata.Annotations = new Dictionary<string, string> { [Annotations.TemplateRevision] = "1" };
        return new V1Deployment
        {
            ApiVersion = "apps/v1",
            Kind = "Deployment",
            Metadata = metadata,
            Spec = new V1DeploymentSpec
            {
                Replicas = stack.Spec.Suspend ? 0 : api.Replicas,
                RevisionHistoryLimit = 2,
                // Below the startup budget, a slow start would be reported as a failed rollout.
                ProgressDeadlineSeconds = api.Health.StartupSeconds + 300,
                Strategy = new V1DeploymentStrategy
                {
                    Type = "RollingUpdate",
                    RollingUpdate = new V1RollingUpdateDeployment { MaxUnavailable = 0, MaxSurge = 1 },
                },
                Selector = new V1LabelSelector { MatchLabels = Labels.Selector(name, Labels.ApiComponent) },
                Template = new V1PodTemplateSpec
                {
                    Metadata = new V1ObjectMeta
                    {
                        Labels = Labels.Recommended(name, Labels.ApiComponent),
                        Annotations = TemplateAnnotations(stack, configHash),
                    },
                    Spec = new V1PodSpec
                    {
                        ServiceAccountName = Names.Api(name),
                        AutomountServiceAccountToken = false,
                        EnableServiceLinks = false,
                        ImagePullSecrets = api.ImagePullSecrets,
                        SecurityContext = new V1PodSecurityContext { SeccompProfile = new V1SeccompProfile { Type = "RuntimeDefault" } },
                        TerminationGracePeriodSeconds = api.TerminationGracePeriodSeconds ?? 30,
                        Containers = [Container(name, api, capabilities)],
                        Volumes = api.Volumes,
                    },
                },
            },
        };
    }

    private static Dictionary<string, string> TemplateAnnotations(V1Alpha1MiniStack stack, string configHash)
    {
        var annotations = new Dictionary<string, string> { [Annotations.ConfigHash] = configHash };
        if (stack.Metadata.Annotations?.TryGetValue(Annotations.RestartedAt, out var restartedAt) is true)
        {
            annotations[Annotations.RestartedAt] = restartedAt;
        }

        return annotations;
    }

    private static V1Container Container(string stack, ApiSpec api, ClusterCapabilities capabilities) => new()
    {
        Name = Names.ApiContainer,
        Image = api.Image,
        ImagePullPolicy = api.ImagePullPolicy ?? "IfNotPresent",
        Command = api.Command,
        Args = api.Args,
        Ports = [new V1ContainerPort { Name = "http", ContainerPort = api.Port, Protocol = "TCP" }],
        Env = ConnectionVariables.Before(api.Env, stack),
        EnvFrom = api.EnvFrom,
        Resources = api.Resources,
        SecurityContext = SecurityContext(api.SecurityContext),
        Lifecycle = new V1Lifecycle { PreStop = Sleep(capabilities) },
        StartupProbe = Probe(
            api.Health.LivenessPath,
            StartupPeriodSeconds,
            timeoutSeconds: StartupPeriodSeconds,
            failureThreshold: (int)Math.Ceiling(api.Health.StartupSeconds / (double)StartupPeriodSeconds)),
        LivenessProbe = Probe(api.Health.LivenessPath, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3),
        ReadinessProbe = Probe(
            api.Health.ReadinessPath ?? api.Health.LivenessPath, periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 2),
        TerminationMessagePolicy = "FallbackToLogsOnError",
        VolumeMounts = api.VolumeMounts,
    };

    private static V1SecurityContext SecurityContext(V1SecurityContext? own)
    {
        own ??= new V1SecurityContext();
        return own with { AllowPrivilegeEscalation = own.AllowPrivilegeEscalation ?? (IsPrivileged(own) ? null : false) };
    }

    /// <summary>The API server refuses "no privilege escalation" beside either of these.</summary>
    private static bool IsPrivileged(V1SecurityContext own) =>
        own.Privileged is true || own.Capabilities?.Add?.Any(c => c is "SYS_ADMIN" or "CAP_SYS_ADMIN") is true;

    /// <summary>
    /// Keeps serving until every node has taken the pod out of the Service. The exec form needs no shell but the <c>sleep</c> program: in
    /// an image without one the hook fails, the kubelet says so in an event, and the pod stops at once.
    /// </summary>
    private static V1LifecycleHandler Sleep(ClusterCapabilities capabilities) => capabilities.NativePreStopSleep
        ? new V1LifecycleHandler { Sleep = new V1SleepAction { Seconds = 5 } }
        : new V1LifecycleHandler { Exec = new V1ExecAction { Command = ["sleep", "5"] } };

    private static V1Probe Probe(string path, int periodSeconds, int timeoutSeconds, int failureThreshold) => new()
    {
        HttpGet = new V1HTTPGetAction { Path = path, Port = "http" },
        PeriodSeconds = periodSeconds,
        TimeoutSeconds = timeoutSeconds,
        FailureThreshold = failureThreshold,
    };
}
