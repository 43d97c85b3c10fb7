using MiniStack.Lab.Deploy;
using MiniStack.Lab.Images;
using MiniStack.Lab.Kind;
using MiniStack.Lab.Providers;
using MiniStack.Lab.Ui;

namespace MiniStack.Lab.Commands;

/// <summary>From nothing to the sample Ready: cluster, images, operator, sample. Again on a running lab, it brings in what was rebuilt.</summary>
public sealed class UpCommand(LabSession session)
{
    private const string SampleNamespace = "default";
    private const string SampleName = "demo";

    private readonly ClusterSettings _settings = session.Settings;

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var started = session.Time.GetTimestamp();
        var kind = await ChooseProviderAsync(cancellationToken);
        var provider = ProviderFactory.Create(kind, _settings);
        ProviderRecord.Write(_settings, kind);
        session.Console.WriteLine($"Cluster {_settings.Name}, provider {provider.Name}");

        try
        {
            var phases = await session.Console.RunAsync(progress => RunAsync(provider, kind, progress, cancellationToken));
            session.Console.WriteTimes(phases, session.Time.GetElapsedTime(started));
        }
        catch (OperationCanceledException)
        {
            session.Console.WriteFailure(
                $"interrupted; `./lab up{session.NameOption}` goes on from here, `./lab down{session.NameOption}` removes what is there.", []);
            throw;
        }
        session.Console.WriteBox("The sample is Ready. Next:", NextCommands(kind));
        return 0;
    }

    private async Task<ProviderKind> ChooseProviderAsync(CancellationToken cancellationToken)
    {
        var running = ProviderRecord.Read(_settings);
        var wanted = running ?? session.Requested;
        var choice = ProviderChoice.Choose(
            session.Requested,
            running,
            wanted == ProviderKind.Host ? null : await MissingAsync(ProviderKind.Kind),
            wanted == ProviderKind.Kind ? null : await MissingAsync(ProviderKind.Host));
        return (choice.Refusal ?? DiskSpace.FindMissing(_settings)) is { } refusal ? throw new LabException(refusal) : choice.Provider;

        Task<string?> MissingAsync(ProviderKind candidate) =>
            ProviderFactory.Create(candidate, _settings).FindMissingPrerequisiteAsync(cancellationToken);
    }

    private async Task RunAsync(
        IClusterProvider provider, ProviderKind kind, IProgress<ProgressEvent> progress, CancellationToken cancellationToken)
    {
        // Both take long and need different things: the cluster mostly waits, the images compile.
        IReadOnlyList<LabImage> images = [];
        await Parallel.ForEachAsync(
            new Func<CancellationToken, Task>[]
            {
                token => provider.UpAsync(progress, token),
                async token => images = await StackImages.BuildAsync(_settings, StackImages.All, progress, token),
            },
            new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = cancellationToken },
            async (start, token) => await start(token));

        var changed = session.LoadedImages.Changed(images);
        session.LoadedImages.Begin(images);
        await provider.LoadImagesAsync(images, progress, cancellationToken);

        var kubectl = session.Kubectl();
        var stacks = new Stacks(kubectl, session.Time);
        await progress.PhaseAsync("Operator", async detail =>
        {
            var operatorInstallation = new OperatorInstallation(kubectl, _settings.RepositoryDirectory);
            var version = await operatorInstallation.ApplyAsync(cancellationToken);
            detail.Report($"{version.InstallManifest} on Kubernetes {version.Text}");
            if (changed.Contains(ImageReference.Normalize(LabImages.Operator)))
                await operatorInstallation.RestartAsync(cancellationToken);
            await operatorInstallation.WaitUntilAvailableAsync(cancellationToken);
            return $"{version.InstallManifest} on Kubernetes {version.Text}";
        });
        await progress.PhaseAsync("Sample", async detail =>
        {
            await kubectl.RunAsync(cancellationToken, ["-n", SampleNamespace, "apply", .. Samples.ApplyArguments(_settings.RepositoryDirectory, kind)]);
            await stacks.RestartUsersOfAsync(changed, cancellationToken);
            await stacks.WaitUntilReadyAsync(SampleNamespace, SampleName, detail, cancellationToken);
        });

        // Last, so that an `up` that failed in between restarts what it has to the next time.
        session.LoadedImages.Record(images);
    }

    private IEnumerable<string> NextCommands(ProviderKind kind)
    {
        // To be copied, wherever the user is.
        var isHere = Environment.CurrentDirectory == _settings.RepositoryDirectory;
        var lab = isHere ? "./lab" : Shell.Quote(Path.Combine(_settings.RepositoryDirectory, "lab"));
        var kubeconfig = isHere ? Path.GetRelativePath(_settings.RepositoryDirectory, _settings.KubeconfigPath) : Shell.Quote(_settings.KubeconfigPath);
        var kubectl = Programs.Find("kubectl") is null ? $"{lab}{session.NameOption} kubectl" : $"kubectl --kubeconfig {kubeconfig}";
        return
        [
            $"{kubectl} get ms",
            Samples.ReachCommand(kubectl, $"{SampleName}-api", kind == ProviderKind.Kind ? new KindProvider(_settings).ReadMadeWith() : null),
            $"{lab} logs api -f{session.NameOption}",
            $"{lab} down{session.NameOption}",
        ];
    }
}
