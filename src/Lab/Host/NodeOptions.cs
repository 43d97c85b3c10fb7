namespace MiniStack.Lab.Host;

/// <summary>All that the node's init needs to know; <c>up</c> writes it, <c>node-init</c> reads it.</summary>
/// <param name="NodeName">Name of the Node object.</param>
/// <param name="Slice">Index of its <see cref="NetworkSlice"/>.</param>
/// <param name="Cgroup">Directory below every hierarchy's root that holds the pods.</param>
/// <param name="ImageStore">containerd's root.</param>
/// <param name="PackageRoot">Extracted packages with the programs that the host lacks, or null.</param>
/// <param name="PauseImage">Reference of the image that holds a pod's namespaces.</param>
/// <param name="KubernetesVersion">Such as <c>v1.20.2</c>.</param>
/// <param name="Programs">Paths of etcd and the Kubernetes programs.</param>
public sealed record NodeOptions(
    string NodeName,
    int Slice,
    string Cgroup,
    string ImageStore,
    string? PackageRoot,
    string PauseImage,
    string KubernetesVersion,
    NodePrograms Programs)
{
    public const string FileName = "node.json";
}
