using k8s.Models;
using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>Trouble that no other rule knows, told by the rawest fact at hand.</summary>
internal static class UnknownRules
{
    private static readonly string[] Steps = ["Scheduled", "Pulling", "Pulled", "Created", "Started"];

    /// <param name="explained">Components whose trouble is known.</param>
    public static IEnumerable<Suspicion> Find(
        ObservedStack observed, IReadOnlyList<ObservedPod> pods, IReadOnlySet<string> explained, DateTime now) =>
        [.. OfJobs(pods, explained), .. OfComponents(observed, pods, explained, now)];

    /// <summary>A Job that has begun takes its time; one that does not begin holds up what waits for it.</summary>
    private static IEnumerable<Suspicion> OfJobs(IReadOnlyList<ObservedPod> pods, IReadOnlySet<string> explained) => pods
        .Where(pod => pod.IsOfJob && pod.Pod.Status?.Phase is (null or "Pending") && !pod.IsLeaving && !explained.Contains(pod.Component))
        .Select(pod => pod.Suspect(
            FindingCodes.Unknown,
            $"Job {pod.Pod.Metadata.Job()!.Name} does not begin, {Fact(pod)}.",
            $"kubectl describe pod {pod.Name}",
            Usual(pod, pod.Pod.Metadata.CreationTimestamp)));

    private static IReadOnlyList<Suspicion> OfComponents(
        ObservedStack observed, IReadOnlyList<ObservedPod> pods, IReadOnlySet<string> explained, DateTime now)
    {
        if (!observed.IsDatabaseReady)
        {
            // An API without its database has nothing of its own to tell.
            return explained.Contains(Labels.DatabaseComponent) || observed.Database is null ? [] : Of(observed, Labels.DatabaseComponent, pods, now);
        }

        return explained.Contains(Labels.ApiComponent) || observed.IsApiReady || observed.Api is not { Spec.Replicas: > 0 }
            ? []
            : Of(observed, Labels.ApiComponent, pods, now);
    }

    private static IReadOnlyList<Suspicion> Of(ObservedStack observed, string component, IReadOnlyList<ObservedPod> pods, DateTime now)
    {
        var own = pods.Where(each => each.Component == component && !each.IsOfJob && !EndedPodRules.IsEnded(each)).ToList();
        var code = own.Any(each => each is { IsOfOldVersion: true, IsReady: true }) ? FindingCodes.RolloutStuck : FindingCodes.Unknown;
        var lacking = own.Where(each => !each.IsReady && !each.IsOfOldVersion && !each.IsLeaving).ToList();
        if (lacking.Count > 0)
        {
            return
            [
                .. lacking.Select(pod => pod.Suspect(
                    code,
                    $"{Capital(component)} is not ready, {Fact(pod)}.",
                    $"kubectl describe pod {pod.Name}",
                    Usual(pod, Lacking.Since(observed, component, [pod]) ?? now))),
            ];
        }

        if (own.FirstOrDefault(each => each.IsLeaving && each.Now > each.Pod.Metadata.DeletionTimestamp + ObservedPods.DeletionSlack) is { } leaving)
        {
            return
            [
                leaving.Suspect(
                    code,
                    $"{Capital(component)} is not ready, node {leaving.Pod.Spec.NodeName} does not finish the deletion of {Suspicion.PodMark}{Finalizers(leaving.Pod)}.",
                    $"kubectl describe pod {leaving.Name}",
                    leaving.Pod.Metadata.DeletionTimestamp),
            ];
        }

        if (observed.Evidence.Unread.TryGetValue("pods", out var why))
        {
            return
            [
                new Suspicion(component, FindingCodes.Unknown, $"{Capital(component)} is not ready, and its pods could not be read: {OneLine(why)}.", "kubectl get pods")
                {
                    Since = Lacking.Since(observed, component, []) ?? now,
                },
            ];
        }

        // A pod that goes within its time makes room for the next, and a workload that was just changed has none yet.
        if (own.Any(each => each.IsLeaving) || !IsHandled(observed, component))
        {
            return [];
        }

        var (kind, name, uid) = component == Labels.DatabaseComponent
            ? ("StatefulSet", observed.Database!.Metadata.Name, observed.Database.Metadata.Uid)
            : ("Deployment", observed.Api!.Metadata.Name, observed.Api.Metadata.Uid);
        var warning = WorkloadEvents(observed, kind, name, uid).LastOrDefault(each => each.Type == "Warning");
        var fact = warning is not null ? $"{warning.Reason}: {OneLine(warning.Message)}" : Deadline(observed, component) ?? ClaimFact(observed, component) ?? NoEvent(observed);
        return
        [
            new Suspicion(component, code, $"{Capital(component)} is not ready, {kind} {name} lacks pods: {fact}.", $"kubectl describe {kind.ToLowerInvariant()} {name}")
            {
                Since = Lacking.Since(observed, component, []) ?? now,
            },
        ];
    }

    /// <summary>Kubernetes has made the pods that the newest state of the workload asks for, or tried to.</summary>
    private static bool IsHandled(ObservedStack observed, string component)
    {
        return component == Labels.DatabaseComponent
            ? Has(observed.Database!.Status?.ObservedGeneration, observed.Database.Metadata.Generation)
            : Has(observed.Api!.Status?.ObservedGeneration, observed.Api.Metadata.Generation)
                && (ReplicaSets.Newest(observed) is not { } set || Has(set.Status?.ObservedGeneration, set.Metadata.Generation));

        static bool Has(long? seen, long? newest) => (seen ?? 0) >= (newest ?? 0);
    }

    /// <summary>From when on the usual time counts: a large image may take longer than all else.</summary>
    private static DateTime? Usual(ObservedPod pod, DateTime? since) =>
        Pulling(pod)?.FirstTime() + FindingCodes.PulledWithin - FindingCodes.Unknown.Patience is { } pulled && !(since > pulled) ? pulled : since;

    /// <summary>A node gets an image, and has not said yet how that went.</summary>
    private static Corev1Event? Pulling(ObservedPod pod) => pod.Containers
        .Where(each => each.Waiting?.Reason is "ContainerCreating" or "PodInitializing")
        .Select(each => each.EventsOf(pod).LastOrDefault())
        .FirstOrDefault(each => each?.Reason == "Pulling");

    /// <summary>What is seen of a pod that stands still, the most telling first.</summary>
    private static string Fact(ObservedPod pod)
    {
        var waiting = pod.Containers.FirstOrDefault(each => each.Waiting is { Reason: not (null or "ContainerCreating" or "PodInitializing") });
        if (waiting is not null)
        {
            return $"container {waiting.Name} of {Suspicion.PodMark} waits: {Join(waiting.Waiting!.Reason, waiting.Waiting.Message)}";
        }

        if (Pulling(pod) is { } pulling)
        {
            return $"node {pod.Pod.Spec.NodeName} has not got an image of {Suspicion.PodMark} yet: {OneLine(pulling.Message)}";
        }

        // What kept it from a step that it has taken since is over.
        if (pod.Events.Reverse().TakeWhile(each => !Steps.Contains(each.Reason)).FirstOrDefault(each => each.Type == "Warning") is { } warning)
        {
            return $"{Suspicion.PodMark}: {Join(warning.Reason, warning.Message)}";
        }

        if (pod.Containers.FirstOrDefault(each => each.Status.State?.Terminated is { ExitCode: not 0 }) is { } ended)
        {
            return $"container {ended.Name} of {Suspicion.PodMark} has ended: {Join(ended.LastEnd!.Reason, ended.LastEnd.Message)}";
        }

        var condition = pod.Pod.Status?.Conditions?.FirstOrDefault(
            each => each is { Status: "False", Message.Length: > 0, Reason: not ("ContainersNotReady" or "ContainersNotInitialized") });
        return condition is not null ? $"{Suspicion.PodMark}: {Join(condition.Reason, condition.Message)}"
            : string.IsNullOrEmpty(pod.Pod.Spec.NodeName) ? $"no scheduler has taken up {Suspicion.PodMark}"
            : pod.Containers.Count == 0 ? $"node {pod.Pod.Spec.NodeName} has not begun with {Suspicion.PodMark}"
            : pod.Containers.FirstOrDefault(each => !each.Status.Ready) is { } unready ? $"container {unready.Name} of {Suspicion.PodMark}: {State(unready)}"
            : $"{Suspicion.PodMark} tells no reason";
    }

    private static string State(ObservedContainer container) => container.Waiting?.Reason ?? (container.Running is not null ? "running, not ready" : "no state");

    private static string Finalizers(V1Pod pod) => pod.Metadata.Finalizers is { Count: > 0 } list ? $", which has finalizers {string.Join(", ", list)}" : "";

    private static IEnumerable<Corev1Event> WorkloadEvents(ObservedStack observed, string kind, string name, string? uid)
    {
        var events = observed.Evidence.Events;
        return kind == "Deployment" && ReplicaSets.Newest(observed)?.Metadata is { } set
            ? events.About(uid, kind, name).Concat(events.About(set.Uid, "ReplicaSet", set.Name)).OrderBy(each => each.LastTime())
            : events.About(uid, kind, name);
    }

    private static string? Deadline(ObservedStack observed, string component) => component == Labels.ApiComponent
        ? observed.Api?.Status?.Conditions?.FirstOrDefault(each => each is { Type: "Progressing", Status: "False" })?.Message.TrimEnd('.')
        : null;

    private static string? ClaimFact(ObservedStack observed, string component) => component == Labels.DatabaseComponent && observed.Volume is { Status.Phase: "Pending" } claim
        ? $"PersistentVolumeClaim {claim.Metadata.Name} is Pending: "
            + OneLine(observed.Evidence.Events.About(claim.Metadata.Uid, "PersistentVolumeClaim", claim.Metadata.Name) is [.., var last] ? last.Message : NoEvent(observed))
        : null;

    private static string NoEvent(ObservedStack observed) =>
        observed.Evidence.Unread.TryGetValue("events", out var why) ? $"the events could not be read: {OneLine(why)}" : "no event tells why";

    private static string Join(string? reason, string? message) => string.IsNullOrWhiteSpace(message) ? reason ?? "" : $"{reason}: {OneLine(message)}";

    private static string OneLine(string? text) => TellingLine.Limit(StableText.Of(text ?? "").ReplaceLineEndings(" ").Trim().TrimEnd('.'));

    private static string Capital(string component) => component == Labels.DatabaseComponent ? "The database" : "The API";
}
