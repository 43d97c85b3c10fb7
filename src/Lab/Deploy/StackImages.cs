using System.Globalization;
using MiniStack.Lab.Images;
using MiniStack.Lab.Images.Debian;
using MiniStack.Lab.Kind;
using MiniStack.Lab.Providers;

namespace MiniStack.Lab.Deploy;

/// <summary>The images that the operator and the samples run, each one phase on the screen.</summary>
public static class StackImages
{
    /// <summary>All of them; the node's own are the provider's.</summary>
    public static IReadOnlyList<string> All { get; } =
        [LabImages.Postgres17, LabImages.Operator, LabImages.Api, LabImages.FastApi, LabImages.Postgres15];

    public static async Task<IReadOnlyList<LabImage>> BuildAsync(
        ClusterSettings settings, IReadOnlyList<string> references, IProgress<ProgressEvent> progress, CancellationToken cancellationToken)
    {
        // With Debian's tools both providers run the very same images; without them there is a Docker engine, or no provider at all.
        Func<string, IProgress<string>, CancellationToken, Task<LabImage>> build = DebianSuite.IsOnDebian && LabImages.Programs.All(program => Programs.Find(program) is not null)
            ? new LabImages(settings.RepositoryDirectory, settings.CacheDirectory).BuildAsync
            : new DockerImages(settings.RepositoryDirectory, settings.CacheDirectory).BuildAsync;
        var images = new List<LabImage>();
        foreach (var reference in references)
        {
            await progress.PhaseAsync($"Image {reference}", async detail =>
            {
                var image = await build(reference, detail, cancellationToken);
                images.Add(image);
                return Size(image);
            });
        }
        return images;
    }

    private static string Size(LabImage image) =>
        string.Create(CultureInfo.InvariantCulture, $"{image.SizeBytes / (double)(1 << 20):0} MiB");
}
