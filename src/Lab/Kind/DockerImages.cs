using MiniStack.Lab.Deploy;
using MiniStack.Lab.Images;

namespace MiniStack.Lab.Kind;

/// <summary>
/// The stack's images by way of a Docker engine: ours from their Dockerfiles, the database's pulled. For machines without Debian's
/// tools, where <see cref="LabImages"/> cannot make them.
/// </summary>
/// <param name="repositoryRoot">The directory that holds <c>src</c> and <c>config</c>.</param>
/// <param name="cacheDirectory">The lab's cache; the archives take its folder <c>docker-images</c>.</param>
public sealed class DockerImages(string repositoryRoot, string cacheDirectory)
{
    private const int KeptArchives = 3;

    private readonly string _directory = Path.Combine(cacheDirectory, "docker-images");

    /// <summary>The image of this reference, built anew where it is ours; the engine's own cache makes that short.</summary>
    /// <exception cref="LabException">The build or the pull failed; the log tail is what Docker said.</exception>
    public async Task<LabImage> BuildAsync(string reference, IProgress<string> progress, CancellationToken cancellationToken)
    {
        if (BuildArguments(reference, repositoryRoot) is { } arguments)
        {
            progress.Report($"docker build {reference}");
            await DockerEngine.BuildAsync(reference, arguments, cancellationToken);
        }
        else if (!await DockerEngine.HasImageAsync(reference, cancellationToken))
        {
            await DockerEngine.PullAsync(reference, progress, cancellationToken);
        }

        const string failure = "The Docker engine could not hand out the image";
        var id = (await DockerEngine.RunOrThrowAsync($"{failure} {reference}", cancellationToken, ["image", "inspect", "--format", "{{.Id}}", reference])).Trim();
        Directory.CreateDirectory(_directory);
        // The content's name in the file's: the lab tells a rebuilt image by its archive's name.
        var name = reference.Replace(':', '_');
        var path = Path.Combine(_directory, $"{name}-{id[^16..]}.tar");
        if (!File.Exists(path))
        {
            // Of this process alone: another cluster's `up` may be at the same image.
            var partial = $"{path}.partial-{Environment.ProcessId}";
            try
            {
                await DockerEngine.RunOrThrowAsync($"{failure} {reference}", cancellationToken, ["save", "--output", partial, reference]);
                File.Move(partial, path, overwrite: true);
            }
            finally
            {
                File.Delete(partial);
            }
            foreach (var old in OldFiles.In(_directory, $"{name}-????????????????.tar", KeptArchives))
                File.Delete(old);
        }
        return new LabImage(ImageReference.Normalize(reference), path, new FileInfo(path).Length);
    }

    /// <summary>Arguments of <c>docker</c> that build one of our images, or null for an image that a registry has.</summary>
    public static IReadOnlyList<string>? BuildArguments(string reference, string repositoryRoot)
    {
        var (dockerfile, context) = reference switch
        {
            LabImages.Api => ("src/Api/Dockerfile", "."),
            LabImages.Operator => ("src/Operator/Dockerfile", "."),
            LabImages.FastApi => ("config/samples/fastapi/app/Dockerfile", "config/samples/fastapi/app"),
            _ => (null, null),
        };
        return dockerfile is null
            ? null
            : ["build", "--file", Path.Combine(repositoryRoot, dockerfile), "--tag", reference, Path.GetFullPath(context!, repositoryRoot)];
    }
}
