using MiniStack.Lab.ControlPlane.Binaries;

namespace MiniStack.Lab.Providers;

/// <summary>Names one lab cluster and says where its files are. All paths are absolute.</summary>
/// <param name="Name">DNS label of at most 20 characters; <see cref="DefaultName"/> unless the user gives another.</param>
/// <param name="RepositoryDirectory">Root of the working copy: where <c>kind-config.yaml</c>, <c>config/</c> and <c>src/</c> are.</param>
/// <param name="StateDirectory">Everything of this cluster alone: <c>.lab/NAME</c>.</param>
/// <param name="KubeconfigPath"><c>.lab/kubeconfig</c> for the default name, <c>.lab/NAME/kubeconfig</c> for others.</param>
/// <param name="CacheDirectory">Shared by all clusters and kept by <c>down</c>: <c>${XDG_CACHE_HOME:-~/.cache}/ministack</c>.</param>
/// <param name="NodeImage">kind's node image, or null for kind's own default.</param>
/// <param name="KindConfigPath">kind's configuration file, or null for the repository's <c>kind-config.yaml</c>.</param>
public sealed record ClusterSettings(
    string Name,
    string RepositoryDirectory,
    string StateDirectory,
    string KubeconfigPath,
    string CacheDirectory,
    string? NodeImage = null,
    string? KindConfigPath = null)
{
    public const string DefaultName = "ministack";

    /// <summary>What the user adds to a verb of <c>./lab</c> to mean this cluster.</summary>
    public string NameOption => Name == DefaultName ? "" : $" --name {Name}";

    public static ClusterSettings Create(string name, string repositoryDirectory, string? nodeImage = null, string? kindConfigPath = null)
    {
        var state = Path.Combine(repositoryDirectory, ".lab", name);
        var kubeconfig = name == DefaultName
            ? Path.Combine(repositoryDirectory, ".lab", "kubeconfig")
            : Path.Combine(state, "kubeconfig");
        return new(
            name, repositoryDirectory, state, kubeconfig, MiniStackCache.Directory, nodeImage, kindConfigPath is null ? null : Path.GetFullPath(kindConfigPath));
    }
}
