namespace MiniStack.Lab.Host;

/// <summary>The objects a cluster is expected to come with.</summary>
internal static class Addons
{
    public const string StorageClassName = "standard";

    private const string DnsName = "kube-dns";

    public static async Task InstallAsync(ApiClient api, NetworkSlice slice, CancellationToken cancellationToken)
    {
        await api.EnsureAsync(Resources.Services, "kube-system", DnsName, DnsService(slice), cancellationToken).ConfigureAwait(false);
        await api.EnsureAsync(Resources.Endpoints, "kube-system", DnsName, DnsEndpoints(slice), cancellationToken).ConfigureAwait(false);
        await api.EnsureAsync(Resources.StorageClasses, null, StorageClassName, StorageClass, cancellationToken).ConfigureAwait(false);
    }

    private static string StorageClass => $$"""
        {
          "apiVersion": "storage.k8s.io/v1", "kind": "StorageClass",
          "metadata": {"name": "{{StorageClassName}}", "annotations": {"storageclass.kubernetes.io/is-default-class": "true"} },
          "provisioner": "{{LocalVolume.Provisioner}}",
          "reclaimPolicy": "Delete", "volumeBindingMode": "WaitForFirstConsumer", "allowVolumeExpansion": true
        }
        """;

    // Without a selector: the resolver is a process of the node, no pod.
    private static string DnsService(NetworkSlice slice) => $$"""
        {
          "apiVersion": "v1", "kind": "Service",
          "metadata": {"name": "{{DnsName}}", "labels": {"k8s-app": "{{DnsName}}", "kubernetes.io/name": "KubeDNS"} },
          "spec": {
            "clusterIP": "{{slice.DnsServiceAddress}}",
            "ports": [{"name": "dns", "port": 53, "protocol": "UDP"}, {"name": "dns-tcp", "port": 53, "protocol": "TCP"}]
          }
        }
        """;

    private static string DnsEndpoints(NetworkSlice slice) => $$"""
        {
          "apiVersion": "v1", "kind": "Endpoints",
          "metadata": {"name": "{{DnsName}}", "labels": {"k8s-app": "{{DnsName}}"} },
          "subsets": [{
            "addresses": [{"ip": "{{slice.BridgeAddress}}"}],
            "ports": [{"name": "dns", "port": 53, "protocol": "UDP"}, {"name": "dns-tcp", "port": 53, "protocol": "TCP"}]
          }]
        }
        """;
}
