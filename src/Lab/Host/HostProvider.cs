using MiniStack.Lab.ControlPlane;
using MiniStack.Lab.ControlPlane.Binaries;
using MiniStack.Lab.ControlPlane.Processes;
using MiniStack.Lab.Deploy;
using MiniStack.Lab.Images;
using MiniStack.Lab.Providers;

namespace MiniStack.Lab.Host;

/// <summary>A whole Kubernetes on this Debian host: one node, as processes in namespaces of their own.</summary>
public sealed class HostProvider : IClusterProvider
{
    private static readonly string PauseImage = ImageReference.Normalize(LabImages.Pause);

    private readonly ClusterSettings _settings;
    private readonly HostCluster _cluster;
    private readonly HostNode _node;

    public HostProvider(ClusterSettings settings)
    {
        _settings = settings;
        _cluster = new(settings);
        _node = new(_cluster);
    }

    public string Name => "host";

    public Task<string?> FindMissingPrerequisiteAsync(CancellationToken cancellationToken) =>
        HostPrerequisites.FindMissingAsync(cancellationToken);

    public Task UpAsync(IProgress<ProgressEvent> progress, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        using var exclusive = await LockAsync(progress, cancellationToken).ConfigureAwait(false);
        if (!await IsUsableAsync(progress, cancellationToken).ConfigureAwait(false))
        {
            await _node.ClearAsync(cancellationToken).ConfigureAwait(false);
            var options = await PrepareAsync(progress, cancellationToken).ConfigureAwait(false);
            await progress.PhaseAsync("Node", _ => _node.StartAsync(options, cancellationToken)).ConfigureAwait(false);
            await progress.PhaseAsync("Control plane", detail => _node.UntilControlPlaneAsync(detail, cancellationToken)).ConfigureAwait(false);
            await progress.PhaseAsync("Node ready", detail => _node.UntilReadyAsync(detail, cancellationToken)).ConfigureAwait(false);
        }
        await EnsurePauseImageAsync(progress, cancellationToken).ConfigureAwait(false);
    });

    public Task DownAsync(bool purge, IProgress<ProgressEvent> progress, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        if (!Environment.IsPrivilegedProcess)
        {
            // Only root can have started one.
            if (_node.Record is null)
                return;
            throw new LabException($"The cluster {_cluster.Name} was started by root: take it down as root.");
        }

        using var exclusive = await LockAsync(progress, cancellationToken).ConfigureAwait(false);
        await progress.PhaseAsync("Node", _ => _node.ClearAsync(cancellationToken)).ConfigureAwait(false);
        await progress.PhaseAsync("State", _ =>
        {
            if (File.Exists(_cluster.KubeconfigPath))
                File.Delete(_cluster.KubeconfigPath);
            OwnDirectory.Delete(_cluster.StateDirectory);
            if (purge)
                OwnDirectory.Delete(_cluster.ImageStore);
            return Task.CompletedTask;
        }).ConfigureAwait(false);
    });

    public async Task<ClusterStatus> StatusAsync(CancellationToken cancellationToken)
    {
        if (_node.Record is not { } record)
            return new(ClusterState.Down, []);
        var (alive, status) = (_node.IsAlive, _node.Status);
        ComponentStatus[] components =
        [
            new(NodeInit.ComponentName, alive, 0, alive ? $"pid {record.ProcessId} on the host" : null),
            .. (status?.Components ?? []).Select(component => Describe(component, alive)),
        ];
        if (!alive)
            return new(ClusterState.Broken, components, $"{status?.Failure ?? "The node was killed, or the machine restarted."} Start it again, with its data, by 'up'.");
        if (components.FirstOrDefault(component => !component.Running) is { } stopped)
            return new(ClusterState.Broken, components, $"{stopped.Name} does not run: {stopped.Detail}.");
        var missing = await _node.FindMissingAsync(cancellationToken).ConfigureAwait(false);
        return missing is null ? new(ClusterState.Running, components) : new(ClusterState.Broken, components, $"The cluster waits for {missing}.");
    }

    public Task LoadImagesAsync(IReadOnlyList<LabImage> images, IProgress<ProgressEvent> progress, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        if (!_node.IsAlive)
            throw new LabException($"The cluster {_cluster.Name} does not run: start it with 'up'.");
        await progress.PhaseAsync("Images", detail => new NodeImages(_node.Record!).LoadAsync(images, detail, cancellationToken)).ConfigureAwait(false);
    });

    public async Task WriteLogsAsync(string component, bool follow, TextWriter output, CancellationToken cancellationToken)
    {
        var names = (await StatusAsync(cancellationToken).ConfigureAwait(false)).Components.Select(item => item.Name).ToList();
        if (!names.Contains(component))
        {
            throw new LabException(names.Count == 0
                ? $"The cluster {_cluster.Name} does not run, so there are no logs."
                : $"There is no component '{component}': there are {string.Join(", ", names)}.");
        }
        await LogFile.CopyAsync(_cluster.LogPath(component), follow, output, cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> IsUsableAsync(IProgress<ProgressEvent> progress, CancellationToken cancellationToken)
    {
        if (!_node.IsAlive)
            return false;
        try
        {
            await progress.PhaseAsync("Node ready", detail => _node.UntilReadyAsync(detail, cancellationToken)).ConfigureAwait(false);
            return true;
        }
        catch (LabException)
        {
            return false;
        }
    }

    // Without it no pod starts. The node keeps it from start to start.
    private async Task EnsurePauseImageAsync(IProgress<ProgressEvent> progress, CancellationToken cancellationToken)
    {
        var images = new NodeImages(_node.Record!);
        if (await images.HasAsync(PauseImage, cancellationToken).ConfigureAwait(false))
            return;
        await progress.PhaseAsync("Node image", async detail =>
        {
            var image = await new LabImages(_settings.RepositoryDirectory, _settings.CacheDirectory).BuildAsync(LabImages.Pause, detail, cancellationToken).ConfigureAwait(false);
            await images.LoadAsync([image], detail, cancellationToken).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    private async Task<NodeOptions> PrepareAsync(IProgress<ProgressEvent> progress, CancellationToken cancellationToken)
    {
        string? packages = null;
        if (HostPackages.Missing() is { Count: > 0 } missing)
        {
            await progress.PhaseAsync("Node packages", async detail =>
                packages = await HostPackages.EnsureAsync(missing, _settings.CacheDirectory, detail, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        }

        KubernetesBinaries? binaries = null;
        await progress.PhaseAsync("Kubernetes binaries", async detail =>
        {
            binaries = await KubernetesBinaries.EnsureAsync(detail, cancellationToken).ConfigureAwait(false);
            detail.Report(binaries.Version.ToString());
        }).ConfigureAwait(false);
        if (binaries!.MissingNodePrograms() is { Count: > 0 } programs)
            throw new LabException($"{binaries.Directory} has no {string.Join(", no ", programs)}: unset {KubernetesBinaries.OverrideVariable} to build them from Debian's source.");

        return new(
            _cluster.Name, 0, _cluster.Cgroup, _cluster.ImageStore, packages, PauseImage, binaries.Version.ToString(),
            new(binaries.Etcd, binaries.ApiServer, binaries.ControllerManager, binaries.Scheduler, binaries.Kubelet, binaries.Proxy));
    }

    private async Task<IDisposable> LockAsync(IProgress<ProgressEvent> progress, CancellationToken cancellationToken)
    {
        const string phase = "Lock";
        var waited = false;
        var held = await FileLock.AcquireAsync(_cluster.LockPath, Wait, cancellationToken).ConfigureAwait(false);
        if (waited)
            progress.Report(new(phase, ProgressState.Done));
        return held;

        void Wait()
        {
            waited = true;
            progress.Report(new(phase, ProgressState.Running, $"waiting for another 'up' or 'down' of {_cluster.Name}"));
        }
    }

    private static async Task GuardAsync(Func<Task> action)
    {
        try
        {
            await action().ConfigureAwait(false);
        }
        catch (Exception e) when (e is ProcessFailedException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            throw new LabException(e.Message, innerException: e);
        }
    }

    private static ComponentStatus Describe(NodeComponentStatus component, bool alive)
    {
        var running = alive && component.ProcessId is not null;
        string[] detail = [.. running ? (string[])[$"pid {component.ProcessId} in the node"] : [], .. component.LastExit is { } exit ? (string[])[exit] : []];
        return new(component.Name, running, component.Restarts, string.Join(", ", detail));
    }
}
