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
    /// <param name="expectedNodes">How many there must be: a node that has not joined yet is in no list.</param>
    /// <param name="dnsEndpoints">The endpoint slices of the Service <c>kube-system/kube-dns</c>.</param>
    /// <param name="storageClasses">All storage classes.</param>
    public static string? FindMissing(
        IEnumerable<V1Node> nodes, int expectedNodes, IEnumerable<V1EndpointSlice> dnsEndpoints, IEnumerable<V1StorageClass> storageClasses)
    {
        var all = nodes.ToList();
        if (all.Count < expectedNodes)
            return $"{all.Count} of {expectedNodes} nodes have joined";
        if (all.Select(MissingOf).FirstOrDefault(missing => missing is not null) is { } node)
            return node;
        if (!dnsEndpoints.Any(HasReadyEndpoint))
            return "cluster DNS (kube-system/kube-dns) has no ready endpoint";
        return storageClasses.Any(IsDefault) ? null : "no default StorageClass";
    }

    private static string? MissingOf(V1Node node)
    {
        var ready = node.Status?.Conditions?.FirstOrDefault(condition => condition.Type == "Ready");
        return ready?.Status == "True" ? null : $"node {node.Metadata.Name}: {ready?.Message ?? "no status yet"}";
    }

    // Readiness that is not told counts as ready (discovery.k8s.io/v1, EndpointConditions).
    private static bool HasReadyEndpoint(V1EndpointSlice slice) =>
        slice.Endpoints?.Any(endpoint => endpoint.Addresses?.Count > 0 && endpoint.Conditions?.Ready != false) == true;

    private static bool IsDefault(V1StorageClass storageClass) =>
        storageClass.Metadata.Annotations?.TryGetValue(DefaultClass, out var value) == true && value == "true";
}
