using MiniStack.Lab.Deploy;
using MiniStack.Lab.Images;
using MiniStack.Lab.Providers;

namespace MiniStack.Lab.Commands;

/// <summary>Brings an image in, rebuilt where it is one of ours, and restarts what runs it: Compose's <c>up --build</c>.</summary>
public sealed class LoadCommand(LabSession session)
{
    public async Task<int> RunAsync(string image, CancellationToken cancellationToken)
    {
        var provider = session.RunningProvider();
        var kubectl = session.Kubectl();
        await session.Console.RunAsync(async progress =>
        {
            var images = await LoadableImages.FindAsync(session.Settings, image, progress, cancellationToken);
            await provider.LoadImagesAsync(images, progress, cancellationToken);
            await progress.PhaseAsync("Restart", detail => RestartAsync(kubectl, images, detail, cancellationToken));
            session.LoadedImages.Record(images);
        });
        return 0;
    }

    private async Task RestartAsync(Kubectl kubectl, IReadOnlyList<LabImage> images, IProgress<string> detail, CancellationToken cancellationToken)
    {
        var references = images.Select(image => image.Reference).ToList();
        if (references.Contains(ImageReference.Normalize(LabImages.Operator)))
        {
            var installation = new OperatorInstallation(kubectl, session.Settings.RepositoryDirectory);
            await installation.RestartAsync(cancellationToken);
            await installation.WaitUntilAvailableAsync(cancellationToken);
            detail.Report("operator");
            return;
        }
        var stacks = await new Stacks(kubectl, session.Time).RestartUsersOfAsync(references, cancellationToken);
        detail.Report(stacks.Count == 0 ? "no stack runs it" : string.Join(", ", stacks));
    }
}
