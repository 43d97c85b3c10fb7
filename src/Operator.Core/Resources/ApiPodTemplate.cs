using k8s.Models;
using MiniStack.Operator.Core.Entities;

namespace MiniStack.Operator.Core.Resources;

/// <summary>The API's pods, by revision.</summary>
internal static class ApiPodTemplate
{
    public static V1PodTemplateSpec Build(V1Alpha1MiniStack stack, TemplateRevision revision, string configHash) => PodPlacement.Of(
        stack.Spec.Api, Template(stack, revision, configHash), Labels.Selector(stack.Metadata.Name, Labels.ApiComponent));

    /// <summary>The last value of the annotation that asks for a restart, null where there was none.</summary>
    public static string? RestartedAt(V1Alpha1MiniStack stack) =>
        stack.Metadata.Annotations is { } annotations && annotations.TryGetValue(Annotations.RestartedAt, out var value) ? value : null;

    private static V1PodTemplateSpec Template(V1Alpha1MiniStack stack, TemplateRevision revision, string configHash) => revision.Number switch
    {
        // They differ in the startup probe.
        1 or 2 => First(stack, revision, configHash),
        _ => throw new ArgumentOutOfRangeException(nameof(revision), revision, "This build does not know the template."),
    };

    private static V1PodTemplateSpec First(V1Alpha1MiniStack stack, TemplateRevision revision, string configHash)
    {
        var name = stack.Metadata.Name;
        var api = stack.Spec.Api;
        var container = ApiContainer.Build(name, api) with
        {
            Command = api.Command,
            Args = api.Args,
            Ports = [new V1ContainerPort { Name = "http", ContainerPort = api.Port, Protocol = "TCP" }],
            Lifecycle = new V1Lifecycle { PreStop = Sleep(revision, api) },
            StartupProbe = ApiProbes.Startup(api.Health, revision),
            LivenessProbe = ApiProbes.Liveness(api.Health),
            ReadinessProbe = ApiProbes.Readiness(api.Health),
        };
        return new V1PodTemplateSpec
        {
            Metadata = new V1ObjectMeta
            {
                Labels = Labels.Recommended(name, Labels.ApiComponent),
                Annotations = TemplateAnnotations(stack, configHash),
            },
            Spec = ApiContainer.Pod(name, api, container) with
            {
                TerminationGracePeriodSeconds = api.TerminationGracePeriodSeconds ?? 30,
            },
        };
    }

    private static Dictionary<string, string> TemplateAnnotations(V1Alpha1MiniStack stack, string configHash)
    {
        var annotations = new Dictionary<string, string> { [Annotations.ConfigHash] = configHash };
        if (RestartedAt(stack) is { } restartedAt)
        {
            annotations[Annotations.RestartedAt] = restartedAt;
        }

        return annotations;
    }

    /// <summary>
    /// Keeps serving until every node has taken the pod out of the Service. The exec form needs no shell but the <c>sleep</c> program: in
    /// an image without one the hook fails, the kubelet says so in an event, and the pod stops at once. The API server refuses a native
    /// sleep that outlasts the pod's grace.
    /// </summary>
    private static V1LifecycleHandler Sleep(TemplateRevision revision, ApiSpec api) => revision.NativePreStopSleep && !(api.TerminationGracePeriodSeconds <= 5)
        ? new V1LifecycleHandler { Sleep = new V1SleepAction { Seconds = 5 } }
        : new V1LifecycleHandler { Exec = new V1ExecAction { Command = ["sleep", "5"] } };
}
