using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MiniStack.Lab.ControlPlane.Processes;
using MiniStack.Lab.Images;
using MiniStack.Lab.Providers;

namespace MiniStack.Lab.Deploy;

/// <summary>What <c>./lab load</c> takes: one of the repository's images (rebuilt), an archive file, or an image of the Docker engine.</summary>
public static class LoadableImages
{
    /// <exception cref="LabException">Nothing of that name is known or found.</exception>
    public static async Task<IReadOnlyList<LabImage>> FindAsync(
        ClusterSettings settings, string image, IProgress<ProgressEvent> progress, CancellationToken cancellationToken)
    {
        if (Own(image) is { Count: > 0 } references)
            return await StackImages.BuildAsync(settings, references, progress, cancellationToken);
        if (File.Exists(image))
            return ReadArchive(Path.GetFullPath(image));
        IReadOnlyList<LabImage> saved = [];
        await progress.PhaseAsync($"Image {image}", async _ => saved = [await SaveAsync(settings, image, cancellationToken)]);
        return saved;
    }

    /// <summary>References of the repository's own images that a short name or a reference means; none when it is another's.</summary>
    public static IReadOnlyList<string> Own(string image) => image switch
    {
        "api" => [LabImages.Api],
        "operator" => [LabImages.Operator],
        "fastapi" => [LabImages.FastApi],
        "postgres" => [LabImages.Postgres17, LabImages.Postgres15],
        _ => [.. StackImages.All.Where(known => ImageReference.Normalize(known) == ImageReference.Normalize(image))],
    };

    /// <summary>The images that an archive of <c>docker save</c> names.</summary>
    /// <exception cref="LabException">The file is no such archive, or names no image.</exception>
    public static IReadOnlyList<LabImage> ReadArchive(string path)
    {
        var tags = ReadTags(path);
        return tags.Count > 0
            ? [.. tags.Select(tag => new LabImage(ImageReference.Normalize(tag), path, new FileInfo(path).Length))]
            : throw new LabException($"{path} names no image; make the archive with `docker save -o FILE NAME:TAG`.");
    }

    private static List<string> ReadTags(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            using var tar = new TarReader(file);
            while (tar.GetNextEntry() is { } entry)
            {
                if (entry is not { Name: "manifest.json", DataStream: { } content })
                    continue;
                using var manifest = JsonDocument.Parse(content);
                return [.. manifest.RootElement.EnumerateArray()
                    .Select(image => image.GetProperty("RepoTags"))
                    .Where(tags => tags.ValueKind == JsonValueKind.Array)
                    .SelectMany(tags => tags.EnumerateArray().Select(tag => tag.GetString()!))];
            }
            return [];
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or JsonException)
        {
            throw new LabException($"{path} is no image archive: {e.Message}", innerException: e);
        }
    }

    private static async Task<LabImage> SaveAsync(ClusterSettings settings, string image, CancellationToken cancellationToken)
    {
        var inspection = Programs.Find("docker") is null
            ? null
            : await ProcessRunner.RunAsync(new("docker", ["image", "inspect", "--format", "{{.Id}}", image]), cancellationToken: cancellationToken);
        if (inspection is not { ExitCode: 0 })
        {
            throw new LabException(
                $"There is no image '{image}': it is none of api, operator, fastapi and postgres, no archive file, and no image of a Docker engine here.");
        }

        // Named after the content, as the repository's own archives are: a rebuilt image is told by its archive's name.
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(inspection.Output.Trim())))[..16];
        var archive = Path.Combine(settings.StateDirectory, $"saved-{digest}.tar");
        var save = await ProcessRunner.RunAsync(new("docker", ["save", "-o", archive, image]), cancellationToken: cancellationToken);
        return save.ExitCode == 0
            ? new LabImage(ImageReference.Normalize(image), archive, new FileInfo(archive).Length)
            : throw new LabException($"`docker save {image}` failed.", save.Tail());
    }
}
