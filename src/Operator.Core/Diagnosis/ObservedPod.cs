using k8s.Models;
using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Diagnosis;

/// <summary>One pod, with all that rules ask about it.</summary>
/// <param name="Stack">The stack that it belongs to.</param>
/// <param name="Pod">The pod itself.</param>
/// <param name="Component"><c>api</c> or <c>database</c>; that of a Job is the one it works for.</param>
/// <param name="IsOfOldVersion">A newer version is to replace it.</param>
/// <param name="Events">About this pod, the oldest first.</param>
/// <param name="Containers">Those that the kubelet has spoken of, init containers first.</param>
/// <param name="Now">UTC.</param>
internal sealed record ObservedPod(
    ObservedStack Stack,
    V1Pod Pod,
    string Component,
    bool IsOfOldVersion,
    IReadOnlyList<Corev1Event> Events,
    IReadOnlyList<ObservedContainer> Containers,
    DateTime Now)
{
    public string Name => Pod.Metadata.Name;

    public bool IsReady => Condition("Ready")?.Status == "True";

    /// <summary>It is being deleted.</summary>
    public bool IsLeaving => Pod.Metadata.DeletionTimestamp is not null;

    /// <summary>What is the same of all pods of one ReplicaSet, and part of their names; null for those of other controllers.</summary>
    public string? TemplateHash => Pod.Metadata.Labels is { } labels && labels.TryGetValue(ObservedPods.TemplateHash, out var hash) ? hash : null;

    public bool IsOfJob => Pod.Metadata.Job() is not null;

    /// <summary>All the pods that there are to be of its component serve, and it is none of them.</summary>
    public bool IsReplaced => !IsReady && !IsOfJob && (Component == Labels.DatabaseComponent ? Stack.IsDatabaseReady : Stack.IsApiReady);

    /// <summary>A node gets images only once the pod's volumes are mounted: what was said of them before is over.</summary>
    public bool HasVolumes => Events.Any(each => each.Reason is "Pulling" or "Pulled");

    /// <summary>The database's server while it runs; null in other pods.</summary>
    public ObservedContainer? Server => Component == Labels.DatabaseComponent ? Containers.FirstOrDefault(each => each is { Name: Names.DatabaseContainer, Running: not null }) : null;

    public V1PodCondition? Condition(string type) => Pod.Status?.Conditions?.FirstOrDefault(each => each.Type == type);

    /// <summary>The command that shows what a container of this pod writes.</summary>
    public string LogsOf(ObservedContainer container) =>
        $"kubectl logs {Name}{(container.IsInit || Pod.Spec.Containers.Count > 1 ? $" -c {container.Name}" : "")}";

    /// <summary>A suspicion about this pod.</summary>
    /// <param name="text">See <see cref="Suspicion"/>; with <see cref="Suspicion.PodMark"/>.</param>
    public Suspicion Suspect(FindingCode code, string text, string? hint = null, DateTime? since = null) => new(Component, code, text, hint)
    {
        Pod = Name,
        Since = since,
        IsOfOldVersion = IsOfOldVersion,
    };
}
