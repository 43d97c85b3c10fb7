using k8s.Models;

namespace MiniStack.Lab.Kind;

/// <summary>
/// Whether a stack can be applied. kind waits for the control-plane node alone, and exits 0 even when that wait times out, so
/// the lab looks itself.
/// </summary>
public static class ClusterReadiness
{
    private const string DefaultClass = "storageclass.kubernetes.io/is-default-class";

    /// <summary>What the cluster still waits for, in a few words ("node demo-control-plane: cni plugin not initialized"), or null when all is there.</summary>
    /// <param name="nodes">All nodes.</param>
    /// <param name="expected">Those that must be there: a node that has not joined yet is in no list.</param>
    /// <param name="dnsEndpoints">The endpoint slices of the Service <c>kube-system/kube-dns</c>.</param>
    /// <param name="storageClasses">All storage classes.</param>
    /// <param name="pods">
    /// All pods. A node that was stopped and started again still has the status it had, as all that ran there has, down to a stack that is
    /// Ready, until each in turn looks again: the pods' containers tell when the kubelet has.
    /// </param>
    public static string? FindMissing(
        IEnumerable<V1Node> nodes, IReadOnlyList<KindNode> expected, IEnumerable<V1EndpointSlice> dnsEndpoints, IEnumerable<V1StorageClass> storageClasses,
        IEnumerable<V1Pod> pods)
    {
        var all = nodes.ToList();
        if (all.Count < expected.Count)
            return $"{all.Count} of {expected.Count} nodes have joined";
        if (all.Select(MissingOf).FirstOrDefault(missing => missing is not null) is { } node)
            return node;
        if (!dnsEndpoints.Any(HasReadyEndpoint))
            return "cluster DNS (kube-system/kube-dns) has no ready endpoint";
        if (!storageClasses.Any(IsDefault))
            return "no default StorageClass";
        var startedAt = expected.ToDictionary(node => node.Name, node => node.StartedAt);
        return pods.FirstOrDefault(pod => startedAt.TryGetValue(pod.Spec.NodeName ?? "", out var start) && RanBefore(pod, start)) is { } pod
            ? $"pod {pod.Metadata.NamespaceProperty}/{pod.Metadata.Name} has not been started again yet"
            : null;
    }

    private static string? MissingOf(V1Node node)
    {
        var ready = node.Status?.Conditions?.FirstOrDefault(condition => condition.Type == "Ready");
        return ready?.Status == "True" ? null : $"node {node.Metadata.Name}: {ready?.Message ?? "no status yet"}";
    }

    private static bool RanBefore(V1Pod pod, DateTime start) =>
        pod.Status?.ContainerStatuses?.Any(container => container.State?.Running?.StartedAt is { } started && started < start) == true;

    // Readiness that is not told counts as ready (discovery.k8s.io/v1, EndpointConditions).
    private static bool HasReadyEndpoint(V1EndpointSlice slice) =>
        slice.Endpoints?.Any(endpoint => endpoint.Addresses?.Count > 0 && endpoint.Conditions?.Ready != false) == true;

    private static bool IsDefault(V1StorageClass storageClass) =>
        storageClass.Metadata.Annotations?.TryGetValue(DefaultClass, out var value) == true && value == "true";
}
