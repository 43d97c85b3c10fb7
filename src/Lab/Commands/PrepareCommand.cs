using MiniStack.Lab.ControlPlane.Binaries;
using MiniStack.Lab.Deploy;
using MiniStack.Lab.Images;
using MiniStack.Lab.Providers;

namespace MiniStack.Lab.Commands;

/// <summary>Fills the cache with what <c>up</c> and the tests would else build first, and starts nothing.</summary>
public sealed class PrepareCommand(LabSession session)
{
    /// <param name="programs">Where the native operator and API are put; null for nowhere.</param>
    public async Task<int> RunAsync(bool withImages, string? programs, CancellationToken cancellationToken)
    {
        try
        {
            await session.Console.RunAsync(async progress =>
            {
                await progress.PhaseAsync(
                    "Kubernetes binaries",
                    async detail => (await KubernetesBinaries.EnsureAsync(detail, cancellationToken)).Version.ToString());
                if (programs is not null)
                {
                    var images = new LabImages(session.Settings.RepositoryDirectory, session.Settings.CacheDirectory);
                    foreach (var project in (string[])["Operator", "Api"])
                        await progress.PhaseAsync($"MiniStack.{project}", detail => images.ExtractProgramAsync(project, programs, detail, cancellationToken));
                }

                if (withImages)
                    await StackImages.BuildAsync(session.Settings, StackImages.All, progress, cancellationToken);
            });
            return 0;
        }
        catch (InvalidOperationException e)
        {
            throw new LabException(e.Message, innerException: e);
        }
    }
}
