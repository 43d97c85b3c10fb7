using MiniStack.Lab.Images;

namespace MiniStack.Lab.Providers;

/// <summary>
/// Makes, inspects and removes one cluster: the one its <see cref="ClusterSettings"/> (given to the constructor) name.
/// Every method but <see cref="FindMissingPrerequisiteAsync"/> fails with a <see cref="LabException"/>, whose message is shown as it stands.
/// </summary>
public interface IClusterProvider
{
    /// <summary><c>kind</c> or <c>host</c>.</summary>
    string Name { get; }

    /// <summary>One sentence that says what is missing and what to do about it, or null when <see cref="UpAsync"/> may start. Changes nothing.</summary>
    Task<string?> FindMissingPrerequisiteAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Ends with a cluster whose node is Ready and whose admin kubeconfig is at <see cref="ClusterSettings.KubeconfigPath"/>.
    /// Does nothing when that is so already; after a crash it starts what is left again, and never removes what may hold data.
    /// </summary>
    Task UpAsync(IProgress<ProgressEvent> progress, CancellationToken cancellationToken);

    /// <summary>
    /// Removes the running cluster, and nothing happens when there is none. Cluster data (etcd, volumes) and
    /// <see cref="ClusterSettings.StateDirectory"/> go as well; <paramref name="purge"/> also removes what the provider keeps in the cache.
    /// </summary>
    Task DownAsync(bool purge, IProgress<ProgressEvent> progress, CancellationToken cancellationToken);

    /// <summary>What runs now. Never throws for a cluster that is down or broken: it says so.</summary>
    Task<ClusterStatus> StatusAsync(CancellationToken cancellationToken);

    /// <summary>Imports archives into every node. An image whose content is on the node already costs next to nothing.</summary>
    Task LoadImagesAsync(IReadOnlyList<LabImage> images, IProgress<ProgressEvent> progress, CancellationToken cancellationToken);

    /// <summary>Writes a component's log (a name from <see cref="StatusAsync"/>), and with <paramref name="follow"/> what is added, until cancelled.</summary>
    /// <exception cref="LabException">No such component; the message lists those there are.</exception>
    Task WriteLogsAsync(string component, bool follow, TextWriter output, CancellationToken cancellationToken);
}
