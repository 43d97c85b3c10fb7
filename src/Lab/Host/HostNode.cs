using MiniStack.Lab.ControlPlane;
using MiniStack.Lab.Providers;

namespace MiniStack.Lab.Host;

/// <summary>The node as the host sees it: a process with namespaces, a link and a cgroup.</summary>
internal sealed class HostNode(HostCluster cluster)
{
    private static readonly TimeSpan ReadyDeadline = TimeSpan.FromMinutes(2);

    private readonly Cgroups _cgroups = new(cluster.Cgroup);

    /// <summary>Null when the node was never started, or was removed.</summary>
    public HostRecord? Record => HostJson.Read(cluster.RecordPath, HostJson.Default.HostRecord);

    public bool IsAlive => NodeProcess.IsAlive(Record);

    public NodeStatus? Status => HostJson.Read(cluster.StatusPath, HostJson.Default.NodeStatus);

    /// <summary>Ends what is left of it, whole or in parts, and keeps its data.</summary>
    public async Task ClearAsync(CancellationToken cancellationToken)
    {
        if (Record is { } record && NodeProcess.IsAlive(record))
            await NodeProcess.KillAsync(record, cancellationToken).ConfigureAwait(false);
        await _cgroups.RemoveAsync(cancellationToken).ConfigureAwait(false);
        await HostNetwork.DetachAsync(cluster.LinkName, cancellationToken).ConfigureAwait(false);
    }

    public async Task StartAsync(NodeOptions options, CancellationToken cancellationToken)
    {
        var lastSlice = Record?.Slice;
        // What the last run said stays readable beside what this one says.
        OwnDirectory.Delete(cluster.PreviousLogDirectory);
        if (Directory.Exists(cluster.LogDirectory))
            Directory.Move(cluster.LogDirectory, cluster.PreviousLogDirectory);
        Directory.CreateDirectory(cluster.LogDirectory);
        File.Delete(cluster.StatusPath);
        OwnDirectory.Delete(cluster.ProgramDirectory);
        // The build that 'up' runs from may be replaced at any time, and a program whose files change under it crashes.
        OwnDirectory.Copy(AppContext.BaseDirectory, cluster.ProgramDirectory);
        foreach (var module in KernelModules.Missing())
            await KernelModules.LoadAsync(module, cancellationToken).ConfigureAwait(false);
        _cgroups.Create();

        // Two clusters that start at once must not choose the same addresses.
        using var exclusive = await FileLock.AcquireAsync(HostCluster.LockDirectory + "/ministack-network.lock", cancellationToken: cancellationToken).ConfigureAwait(false);
        var slice = ChooseSlice(lastSlice);
        HostJson.Write(cluster.OptionsPath, options with { Slice = slice.Index }, HostJson.Default.NodeOptions);
        var process = NodeProcess.Start(cluster, _cgroups);
        var record = NodeProcess.Record(process, slice.Index) ?? throw Failure();
        HostJson.Write(cluster.RecordPath, record, HostJson.Default.HostRecord);
        await UntilAsync(() => Task.FromResult<string?>(NodeProcess.HasOwnNetwork(process) ? null : "its namespaces"), null, cancellationToken).ConfigureAwait(false);
        await HostNetwork.AttachAsync(cluster.LinkName, slice, process, cancellationToken).ConfigureAwait(false);
    }

    public Task UntilControlPlaneAsync(IProgress<string> detail, CancellationToken cancellationToken) => UntilAsync(async () =>
    {
        using var probe = Probe();
        return probe is not null && await probe.IsApiReadyAsync(cancellationToken).ConfigureAwait(false) ? null : "etcd and the API server";
    }, detail, cancellationToken);

    /// <summary>Ends with the kubeconfig written.</summary>
    public async Task UntilReadyAsync(IProgress<string> detail, CancellationToken cancellationToken)
    {
        await UntilAsync(() => FindMissingAsync(cancellationToken), detail, cancellationToken).ConfigureAwait(false);
        Directory.CreateDirectory(Path.GetDirectoryName(cluster.KubeconfigPath)!);
        Kubeconfig.WriteWithCertificate(
            cluster.KubeconfigPath, NodeInit.ApiServerUrl(new(Record!.Slice)), cluster.AuthorityCertificate, cluster.AdminCertificate, cluster.Name);
    }

    /// <summary>What a running node still lacks, in a few words, or null.</summary>
    public async Task<string?> FindMissingAsync(CancellationToken cancellationToken)
    {
        using var probe = Probe();
        return probe is null ? "the API server" : await probe.FindMissingAsync(cancellationToken).ConfigureAwait(false);
    }

    // The addresses are in the kept cluster's Services and certificates, so that a cluster never changes them.
    private NetworkSlice ChooseSlice(int? lastSlice)
    {
        var taken = SliceChooser.ReadRoutes(File.ReadLines("/proc/net/route"), cluster.LinkName);
        var slice = SliceChooser.Choose(lastSlice ?? (cluster.Name == ClusterSettings.DefaultName ? 0 : null), taken)
            ?? throw new LabException("The host has routes into every range that the lab may use (198.51.100.0/24, 198.18.0.0/15): remove another lab cluster, or the routes.");
        return lastSlice is null || lastSlice == slice.Index
            ? slice
            : throw new LabException(
                $"The host uses the addresses of the cluster {cluster.Name} (node {new NetworkSlice(lastSlice.Value).NodeAddress}) for something else by now: remove the cluster with 'down', then start again.");
    }

    private NodeProbe? Probe() => Record is { } record ? NodeProbe.TryCreate(cluster, new(record.Slice)) : null;

    /// <param name="findMissing">What is waited for, or null when there is nothing any more.</param>
    private async Task UntilAsync(Func<Task<string?>> findMissing, IProgress<string>? detail, CancellationToken cancellationToken)
    {
        string? reported = null;
        await Wait.UntilAsync(async () =>
        {
            if (!IsAlive)
                throw Failure();
            var missing = await findMissing().ConfigureAwait(false);
            if (missing is not null && missing != reported)
                detail?.Report("waiting for " + (reported = missing));
            return missing is null;
        }, ReadyDeadline, () => $"The cluster {cluster.Name} did not get ready within {ReadyDeadline.TotalMinutes:0} minutes: it waits for {reported}.", cancellationToken).ConfigureAwait(false);
    }

    private LabException Failure() => new(
        $"The node ended: {Status?.Failure ?? "its init was killed."}",
        LogFile.Tail(cluster.LogPath(Status?.FailedComponent ?? NodeInit.ComponentName), 20));
}
