using k8s.Models;
using MiniStack.Operator.Core.Diagnosis.Rules;
using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Diagnosis;

/// <summary>The pods of a stack, each with its component, version, events and logs.</summary>
internal static class ObservedPods
{
    /// <summary>How much longer than its grace period a deletion may take.</summary>
    public static readonly TimeSpan DeletionSlack = TimeSpan.FromSeconds(30);

    public const string TemplateHash = "pod-template-hash";
    private const string ControllerRevision = "controller-revision-hash";

    public static IReadOnlyList<ObservedPod> Of(ObservedStack observed, DateTime now)
    {
        var access = new AccessLines(observed.Stack.Spec.Api.Health);
        var events = observed.Evidence.Events.OrderBy(each => each.LastTime()).ToLookup(each => each.InvolvedObject?.Uid ?? "");
        return
        [
            .. observed.Evidence.Pods.Select(pod => new ObservedPod(
                observed,
                pod,
                ComponentOf(observed, pod),
                IsOfOldVersion(observed, pod),
                [.. events[pod.Metadata.Uid ?? ""]],
                [.. Containers(observed, pod, access, isInit: true), .. Containers(observed, pod, access, isInit: false)],
                now)),
        ];
    }

    /// <summary>A pod of any but the newest ReplicaSet, or of an earlier revision of the StatefulSet.</summary>
    private static bool IsOfOldVersion(ObservedStack observed, V1Pod pod)
    {
        var labels = pod.Metadata.Labels ?? new Dictionary<string, string>();
        if (labels.TryGetValue(TemplateHash, out var hash))
        {
            return ReplicaSets.IsOfEarlier(observed, hash);
        }

        return labels.TryGetValue(ControllerRevision, out var revision)
            && observed.Database is { Status.UpdateRevision: { } update } database
            && !PostgresStatefulSet.Waits(database)
            && (revision != update || database.Status.ObservedGeneration < database.Metadata.Generation);
    }

    private static string ComponentOf(ObservedStack observed, V1Pod pod)
    {
        var owner = pod.Metadata.OwnerReferences?.FirstOrDefault(each => each.Controller is true);
        if (owner?.Kind == "Job")
        {
            return owner.Name == Names.ApiMigration(observed.Stack.Metadata.Name) ? Labels.ApiComponent : Labels.DatabaseComponent;
        }

        return pod.Metadata.Labels is { } labels && labels.TryGetValue(Labels.Component, out var component)
            ? component
            : Labels.ApiComponent;
    }

    /// <summary>What was written for probes is no last word.</summary>
    private static V1ContainerState? WithoutProbes(V1ContainerState? state, AccessLines access) =>
        state?.Terminated is { Message.Length: > 0 } ended ? state with { Terminated = ended with { Message = LogText.Kept(ended.Message, access) } } : state;

    private static IEnumerable<ObservedContainer> Containers(ObservedStack observed, V1Pod pod, AccessLines access, bool isInit)
    {
        var specs = (isInit ? pod.Spec.InitContainers : pod.Spec.Containers) ?? [];
        var statuses = (isInit ? pod.Status?.InitContainerStatuses : pod.Status?.ContainerStatuses) ?? [];
        return
            from spec in specs
            join status in statuses on spec.Name equals status.Name
            select new ObservedContainer(
                spec,
                status with { State = WithoutProbes(status.State, access), LastState = WithoutProbes(status.LastState, access) },
                isInit,
                [.. observed.Evidence.Logs.Where(log => log.Pod == pod.Metadata.Name && log.Container == spec.Name)]);
    }
}
