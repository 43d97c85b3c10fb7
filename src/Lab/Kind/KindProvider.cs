using System.Security.Cryptography;
using System.Text;
using MiniStack.Lab.Deploy;
using MiniStack.Lab.Images;
using MiniStack.Lab.Providers;

namespace MiniStack.Lab.Kind;

/// <summary>A cluster whose nodes are containers of a Docker engine, made by <c>kind</c>.</summary>
public sealed class KindProvider(ClusterSettings settings) : IClusterProvider
{
    private const string Program = "kind";

    private static readonly TimeSpan ReadyDeadline = TimeSpan.FromMinutes(4);
    private static readonly string[] Units = ["containerd", "kubelet"];
    private static readonly string[] StaticPods = ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"];

    /// <summary>Stands while kind makes the cluster. By itself it proves nothing: kind may have come to its end, and the cluster been used.</summary>
    private readonly string _creating = Path.Combine(settings.StateDirectory, "creating");

    private readonly string _madeWith = Path.Combine(settings.StateDirectory, "kind-config.yaml");

    private readonly ClusterProbe _probe = new(settings.KubeconfigPath);

    public string Name => "kind";

    /// <summary>How long nodes that are there have to come to life.</summary>
    internal TimeSpan RecoveryDeadline { get; init; } = TimeSpan.FromMinutes(2);

    public Task<string?> FindMissingPrerequisiteAsync(CancellationToken cancellationToken) =>
        KindPrerequisites.FindMissingAsync(settings, KindConfig.Parse(ReadConfig()), cancellationToken);

    public async Task UpAsync(IProgress<ProgressEvent> progress, CancellationToken cancellationToken)
    {
        var nodes = await DockerEngine.ListNodesAsync(settings.Name, cancellationToken);
        if (nodes.Count > 0 && await RecoverAsync(nodes, progress, cancellationToken))
            return;

        var config = ReadConfig();
        await progress.PhaseAsync("Node image", detail => EnsureImagesAsync(KindConfig.Parse(config), detail, cancellationToken));
        await progress.PhaseAsync("Cluster", async detail =>
        {
            await CreateAsync(config, detail, cancellationToken);
            var made = await DockerEngine.ListNodesAsync(settings.Name, cancellationToken);
            if (await _probe.WaitAsync([.. made.Where(node => node.IsKubernetesNode)], ReadyDeadline, detail, cancellationToken) is { } missing)
            {
                throw new LabException(
                    $"The cluster {settings.Name} did not get ready within {ReadyDeadline.TotalMinutes:0} minutes: {missing}. See `./lab logs kubelet`.");
            }
            detail.Report($"{made.Count} node{(made.Count == 1 ? "" : "s")} ready");
        });
    }

    public async Task DownAsync(bool purge, IProgress<ProgressEvent> progress, CancellationToken cancellationToken)
    {
        if (await DockerEngine.FindMissingAsync(cancellationToken) is { } missing)
        {
            // Without an engine there is no container either, unless one was made here before.
            if (ProviderRecord.Read(settings) == ProviderKind.Kind)
                throw new LabException(missing);
            return;
        }
        if ((await DockerEngine.ListNodesAsync(settings.Name, cancellationToken)).Count > 0)
            await progress.PhaseAsync("Cluster", detail => DeleteAsync(detail, cancellationToken));
    }

    public async Task<ClusterStatus> StatusAsync(CancellationToken cancellationToken)
    {
        if (await DockerEngine.FindMissingAsync(cancellationToken) is { } noEngine)
            return new(ClusterState.Down, [], noEngine);
        var nodes = await DockerEngine.ListNodesAsync(settings.Name, cancellationToken);
        if (nodes.Count == 0)
            return new(ClusterState.Down, []);

        var missing = nodes.FirstOrDefault(node => !node.IsRunning) is { } stopped
            ? $"the node {stopped.Name} is {stopped.State}"
            : await _probe.FindMissingAsync([.. nodes.Where(node => node.IsKubernetesNode)], cancellationToken);
        ComponentStatus[] components =
        [
            .. nodes.Select(node => new ComponentStatus(node.Name, node.IsRunning, node.Restarts, $"{node.Image} {node.Ports}")),
            .. await _probe.ListControlPlaneAsync(cancellationToken),
        ];
        return missing is null
            ? new(ClusterState.Running, components)
            : new(ClusterState.Broken, components, $"The cluster is not ready: {missing}.");
    }

    public Task LoadImagesAsync(IReadOnlyList<LabImage> images, IProgress<ProgressEvent> progress, CancellationToken cancellationToken) =>
        progress.PhaseAsync("Load images", async detail =>
        {
            var nodes = (await DockerEngine.ListNodesAsync(settings.Name, cancellationToken)).Where(node => node.IsKubernetesNode).ToList();
            if (nodes.Count == 0)
                throw new LabException($"No kind cluster {settings.Name} is up; start it with `./lab up`.");
            var loaded = 0;
            foreach (var image in images)
                loaded += await LoadAsync(image, nodes, detail, cancellationToken) ? 1 : 0;
            detail.Report($"{loaded} of {images.Count} images were new");
        });

    public async Task WriteLogsAsync(string component, bool follow, TextWriter output, CancellationToken cancellationToken)
    {
        var nodes = await DockerEngine.ListNodesAsync(settings.Name, cancellationToken);
        var controlPlane = nodes.FirstOrDefault(node => node.Role == "control-plane")
            ?? throw new LabException($"No kind cluster {settings.Name} is up; start it with `./lab up`.");
        var arguments =
            nodes.Any(node => node.Name == component) ? KindCommands.Journal(component, null, follow)
            : Units.Contains(component) ? KindCommands.Journal(controlPlane.Name, component, follow)
            : StaticPods.Contains(component) ? KindCommands.StaticPodLog(controlPlane.Name, component, follow)
            : throw new LabException(
                $"There is no component {component}; there are {string.Join(", ", [.. nodes.Select(node => node.Name), .. Units, .. StaticPods])}.");
        var writing = new Lock();
        var code = await DockerEngine.StreamAsync(WriteLine, cancellationToken, arguments);
        if (code != 0)
            throw new LabException($"The log of {component} could not be read (docker exec ended with exit code {code}).");

        void WriteLine(string line)
        {
            lock (writing)
                output.WriteLine(line);
        }
    }

    /// <summary>Whether the nodes that are there came to life. They are removed where they have certainly never held data, and nowhere else.</summary>
    private async Task<bool> RecoverAsync(IReadOnlyList<KindNode> nodes, IProgress<ProgressEvent> progress, CancellationToken cancellationToken)
    {
        var recovered = false;
        await progress.PhaseAsync("Cluster", async detail =>
        {
            var unknown = await StartAsync(nodes, detail, cancellationToken);
            var started = await DockerEngine.ListNodesAsync(settings.Name, cancellationToken);
            var missing = unknown ?? await _probe.WaitAsync(
                [.. started.Where(node => node.IsKubernetesNode)],
                // What was cut off within `kind create` gets ready soon, or never.
                File.Exists(_creating) ? RecoveryDeadline / 4 : RecoveryDeadline,
                detail,
                cancellationToken);
            if (missing is null)
            {
                File.Delete(_creating);
                recovered = true;
                detail.Report("runs already");
                return;
            }

            var isUnused = await UnusedNodes.IsProvenAsync(nodes, unknown is null ? _probe : null, cancellationToken);
            // Last: another `up` may have come to the end of `kind create` by now.
            if (!isUnused || !File.Exists(_creating))
            {
                throw new LabException(
                    $"The cluster {settings.Name} does not come to life ({missing}), and stays as it is, since it may hold data; "
                    + $"`./lab down{settings.NameOption}` removes it with all of its volumes, to begin anew.");
            }
            detail.Report("its creation was cut off, starting anew");
            await DeleteAsync(detail, cancellationToken);
        });
        return recovered;
    }

    /// <returns>Null once the kubeconfig is that of these nodes, else why it is not.</returns>
    private async Task<string?> StartAsync(IReadOnlyList<KindNode> nodes, IProgress<string> detail, CancellationToken cancellationToken)
    {
        foreach (var node in nodes.Where(node => !node.IsRunning))
        {
            detail.Report($"starting {node.Name}");
            await DockerEngine.RunAsync(cancellationToken, "start", node.Name);
        }
        // The kubeconfig may be gone, or another cluster's.
        var (code, said) = await RunKindAsync(KindCommands.ExportKubeconfig(settings.Name, settings.KubeconfigPath), detail, cancellationToken);
        return code == 0 ? null : $"`kind export kubeconfig` failed: {ErrorOf(said, code)}";
    }

    private async Task EnsureImagesAsync(KindConfig config, IProgress<string> detail, CancellationToken cancellationToken)
    {
        var images = KindNodeImage.Choose(settings.NodeImage, config);
        foreach (var image in images)
        {
            if (await DockerEngine.HasImageAsync(image, cancellationToken))
                continue;
            detail.Report($"pulling {image}");
            await DockerEngine.PullAsync(image, detail, cancellationToken);
        }
        detail.Report(string.Join(", ", images));
    }

    private async Task CreateAsync(string config, IProgress<string> detail, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(settings.StateDirectory);
        await File.WriteAllTextAsync(_madeWith, config, cancellationToken);
        await File.WriteAllTextAsync(_creating, "", cancellationToken);
        File.Delete(settings.KubeconfigPath);
        var (code, said) = await RunKindAsync(
            KindCommands.Create(settings.Name, _madeWith, KindNodeImage.Argument(settings.NodeImage, KindConfig.Parse(config)), settings.KubeconfigPath),
            detail,
            cancellationToken);
        if (code != 0)
            throw new LabException($"kind could not create the cluster {settings.Name} ({ErrorOf(said, code)}).", said);
        File.Delete(_creating);
    }

    private async Task DeleteAsync(IProgress<string> detail, CancellationToken cancellationToken)
    {
        detail.Report("removing the nodes");
        var (code, said) = await RunKindAsync(KindCommands.Delete(settings.Name, settings.KubeconfigPath), detail, cancellationToken);
        if (code != 0)
            throw new LabException($"kind could not delete the cluster {settings.Name} ({ErrorOf(said, code)}).", said);
        File.Delete(settings.KubeconfigPath);
    }

    private async Task<bool> LoadAsync(LabImage image, IReadOnlyList<KindNode> nodes, IProgress<string> detail, CancellationToken cancellationToken)
    {
        var name = ImageReference.Normalize(image.Reference);
        var digest = await DigestAsync(image.ArchivePath, cancellationToken);
        var lacking = new List<string>();
        foreach (var node in nodes.Select(node => node.Name))
        {
            var found = await DockerEngine.RunAsync(cancellationToken, KindCommands.FindOnNode(node, name, digest));
            if (string.IsNullOrWhiteSpace(found.Output))
                lacking.Add(node);
        }
        if (lacking.Count == 0)
            return false;

        detail.Report(image.Reference);
        var (code, said) = await RunKindAsync(KindCommands.LoadArchive(settings.Name, image.ArchivePath, lacking), detail, cancellationToken);
        if (code != 0)
            throw new LabException($"The image {image.Reference} could not be loaded into the cluster ({ErrorOf(said, code)}).", said);
        foreach (var node in lacking)
        {
            var marked = await DockerEngine.RunAsync(cancellationToken, KindCommands.MarkOnNode(node, name, digest));
            if (marked.ExitCode != 0)
                throw new LabException($"The archive {image.ArchivePath} was loaded into {node}, but holds no image {name}.", marked.Tail());
        }
        return true;
    }

    private static async Task<string> DigestAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var archive = File.OpenRead(path);
            return "sha256:" + Convert.ToHexStringLower(await SHA256.HashDataAsync(archive, cancellationToken));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LabException($"The image archive {path} could not be read ({e.Message}).", innerException: e);
        }
    }

    private static async Task<(int ExitCode, IReadOnlyList<string> Said)> RunKindAsync(
        IReadOnlyList<string> arguments, IProgress<string> detail, CancellationToken cancellationToken)
    {
        if (KindPrerequisites.FindMissingProgram() is { } missing)
            throw new LabException(missing);
        var said = new List<string>();
        var code = await Programs.StreamAsync(new(Program, arguments), Heard, cancellationToken);
        return (code, said);

        void Heard(string line)
        {
            lock (said)
            {
                said.Add(line);
                if (said.Count > 15)
                    said.RemoveAt(0);
            }
            if (StepOf(line) is { } step)
                detail.Report(step);
        }
    }

    /// <summary>The step that a line of <c>kind create</c> begins (" • Writing configuration 📜  ..."), or null.</summary>
    public static string? StepOf(string line)
    {
        var text = line.Trim();
        if (!text.StartsWith('•'))
            return null;
        var plain = new StringBuilder();
        foreach (var character in text.AsSpan(1))
        {
            if (char.IsAscii(character))
                plain.Append(character);
        }
        return plain.ToString().Replace("...", "", StringComparison.Ordinal).Trim();
    }

    private static string ErrorOf(IReadOnlyList<string> said, int code) =>
        said.FirstOrDefault(line => line.StartsWith("ERROR: ", StringComparison.Ordinal)) is { } error ? error["ERROR: ".Length..] : $"exit code {code}";

    /// <summary>The configuration that the cluster was made with, which is not always what an <c>up</c> is called with; null where it is not known.</summary>
    internal string? ReadMadeWith() => File.Exists(_madeWith) ? File.ReadAllText(_madeWith) : null;

    /// <summary>The configuration as this cluster gets it. Only the default cluster holds the fixed ports: two cannot.</summary>
    private string ReadConfig()
    {
        var path = settings.KindConfigPath ?? Path.Combine(settings.RepositoryDirectory, "kind-config.yaml");
        try
        {
            var yaml = File.ReadAllText(path);
            return settings.KindConfigPath is null && settings.Name != ClusterSettings.DefaultName ? KindConfig.WithFreePorts(yaml) : yaml;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LabException($"kind's configuration {path} could not be read ({e.Message}).", innerException: e);
        }
    }
}
