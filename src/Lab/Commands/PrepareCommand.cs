using MiniStack.Lab.ControlPlane.Binaries;
using MiniStack.Lab.Deploy;
using MiniStack.Lab.Providers;

namespace MiniStack.Lab.Commands;

/// <summary>Fills the cache with what <c>up</c> and the tests would else build first, and starts nothing.</summary>
public sealed class PrepareCommand(LabSession session)
{
    public async Task<int> RunAsync(bool withImages, CancellationToken cancellationToken)
    {
        try
        {
            await session.Console.RunAsync(async progress =>
            {
                await progress.PhaseAsync(
                    "Kubernetes binaries",
                    async detail => (await KubernetesBinaries.EnsureAsync(detail, cancellationToken)).Version.ToString());
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
