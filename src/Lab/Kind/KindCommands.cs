namespace MiniStack.Lab.Kind;

/// <summary>Arguments of the <c>kind</c> and <c>docker</c> programs. Pure.</summary>
public static class KindCommands
{
    /// <summary>The label under which a node's containerd keeps the digest of the archive that an image came from.</summary>
    private const string DigestLabel = "ministack.dev/archive";

    /// <summary>
    /// A kubeconfig of its own: without <c>--kubeconfig</c> kind changes the user's current context. Nothing waits here, see
    /// <see cref="ClusterReadiness"/>.
    /// </summary>
    public static IReadOnlyList<string> Create(string name, string configPath, string? image, string kubeconfig) =>
    [
        "create", "cluster", "--name", name, "--config", configPath, "--kubeconfig", kubeconfig,
        .. image is null ? Array.Empty<string>() : ["--image", image],
    ];

    public static IReadOnlyList<string> ExportKubeconfig(string name, string kubeconfig) =>
        ["export", "kubeconfig", "--name", name, "--kubeconfig", kubeconfig];

    public static IReadOnlyList<string> Delete(string name, string kubeconfig) =>
        ["delete", "cluster", "--name", name, "--kubeconfig", kubeconfig];

    public static IReadOnlyList<string> LoadArchive(string name, string archive, IEnumerable<string> nodes) =>
        ["load", "image-archive", archive, "--name", name, "--nodes", string.Join(',', nodes)];

    /// <summary>Ends with 0 when there is no such file or directory on the node, and with anything else when there is, or nobody knows.</summary>
    public static IReadOnlyList<string> LacksOnNode(string node, string path) => ["exec", node, "test", "!", "-e", path];

    /// <summary>Prints the image's name when the node has it with exactly this content.</summary>
    public static IReadOnlyList<string> FindOnNode(string node, string image, string digest) =>
        [.. Containerd(node), "ls", "-q", $"name==\"{image}\",labels.\"{DigestLabel}\"==\"{digest}\""];

    /// <summary>Remembers the content on the node itself: the memory goes with the node, and with the image when the kubelet removes it.</summary>
    public static IReadOnlyList<string> MarkOnNode(string node, string image, string digest) =>
        [.. Containerd(node), "label", image, $"{DigestLabel}={digest}"];

    /// <summary>The whole node's log, or one unit's, from its journal.</summary>
    public static IReadOnlyList<string> Journal(string node, string? unit, bool follow) =>
    [
        "exec", node, "journalctl", "--no-pager", "--output=short-iso", "--lines=1000",
        .. unit is null ? Array.Empty<string>() : ["--unit", unit],
        .. follow ? ["--follow"] : Array.Empty<string>(),
    ];

    /// <summary>A static pod's log, read from its file: it is there also when the API server is not.</summary>
    public static IReadOnlyList<string> StaticPodLog(string node, string component, bool follow) =>
        ["exec", node, "sh", "-c", $"exec tail -n 1000 {(follow ? "-F" : "")} $(ls -t /var/log/pods/kube-system_{component}-*/{component}/*.log | head -n 1)"];

    private static string[] Containerd(string node) => ["exec", node, "ctr", "--namespace", "k8s.io", "images"];
}
