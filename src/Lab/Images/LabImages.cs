using System.Runtime.InteropServices;
using MiniStack.Lab.ControlPlane;
using MiniStack.Lab.Images.Debian;
using MiniStack.Lab.Images.Oci;

namespace MiniStack.Lab.Images;

/// <summary>
/// The images that a lab runs without a registry. Made from Debian's packages and <c>dotnet publish</c>, and kept in a cache: an image is
/// made again only when a package's version or a source has changed. Safe for several processes at once.
/// </summary>
/// <param name="repositoryRoot">The directory that holds <c>src</c> and <c>config</c>.</param>
/// <param name="cacheDirectory">The lab's cache; the images take its folder <c>images</c>.</param>
public sealed class LabImages(string repositoryRoot, string cacheDirectory)
{
    public const string Api = "ministack-api:dev";
    public const string Operator = "ministack-operator:dev";
    public const string FastApi = "fastapi-sample:dev";
    public const string Postgres17 = "postgres:17";
    public const string Postgres15 = "postgres:15";

    /// <summary>The sandbox image of pods.</summary>
    public const string Pause = "ministack-pause:dev";

    /// <summary>What making them takes on a Debian system, besides .NET.</summary>
    public static readonly IReadOnlyList<string> Programs = ["apt-get", "dpkg-deb", "tar"];

    private const int KeptArchives = 3;

    private readonly string _directory = Path.Combine(cacheDirectory, "images");

    /// <summary>Every reference that <see cref="BuildAsync"/> knows.</summary>
    public static IReadOnlyList<string> References => [Pause, Postgres17, Postgres15, Api, Operator, FastApi];

    /// <summary>The image of this reference, made where the cache does not have it.</summary>
    /// <exception cref="LabException">With one sentence: a tool is missing, a download failed, the disk is full.</exception>
    public async Task<LabImage> BuildAsync(string reference, IProgress<string> progress, CancellationToken cancellationToken)
    {
        try
        {
            var layers = new LayerCache(Path.Combine(_directory, "layers"));
            var debian = new DebianLayers(Path.Combine(_directory, "debian"), layers, progress);
            return reference switch
            {
                Postgres17 => await PostgresAsync(new PostgresImage(17, "trixie", repositoryRoot)),
                Postgres15 => await PostgresAsync(new PostgresImage(15, "bookworm", repositoryRoot)),
                FastApi => await FastApiAsync(new FastApiImage(repositoryRoot)),
                Api => await DotnetAsync(new DotnetImage("Api", repositoryRoot, _directory, progress)),
                Operator => await DotnetAsync(new DotnetImage("Operator", repositoryRoot, _directory, progress)),
                Pause => await ArchiveAsync(PauseImage.Config, await debian.GetAsync(PauseImage.Recipe, cancellationToken)),
                _ => throw new LabException($"There is no image {reference}; there are {string.Join(", ", References)}."),
            };

            async Task<LabImage> PostgresAsync(PostgresImage image)
                => await ArchiveAsync(image.Config, await debian.GetAsync(image.Recipe, cancellationToken), await image.FilesAsync(layers, cancellationToken));

            async Task<LabImage> FastApiAsync(FastApiImage image)
                => await ArchiveAsync(FastApiImage.Config, await debian.GetAsync(FastApiImage.Recipe, cancellationToken), await image.FilesAsync(layers, cancellationToken));

            async Task<LabImage> DotnetAsync(DotnetImage image)
                => await ArchiveAsync(image.Config, await debian.GetAsync(DotnetImage.Recipe, cancellationToken), await image.ApplicationAsync(layers, cancellationToken));

            async Task<LabImage> ArchiveAsync(ContainerConfig config, params Layer[] content)
                => await WriteAsync(reference, config, content, cancellationToken);
        }
        catch (IOException e) when (DiskFull.Is(e))
        {
            throw new LabException($"The disk is full: {reference} could not be made. Free some space where {_directory} is.", innerException: e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LabException($"{reference} could not be made: {e.Message}", innerException: e);
        }
    }

    /// <summary>Puts the native program of <see cref="Api"/> or <see cref="Operator"/>, as the image has it, into a directory.</summary>
    /// <param name="project">Folder below src, such as <c>Api</c>, whose program is <c>MiniStack.Api</c>.</param>
    /// <exception cref="LabException">With one sentence: it could not be compiled, or what that takes could not be downloaded.</exception>
    public Task ExtractProgramAsync(string project, string directory, IProgress<string> progress, CancellationToken cancellationToken)
        => new DotnetImage(project, repositoryRoot, _directory, progress)
            .ExtractAsync(new LayerCache(Path.Combine(_directory, "layers")), directory, cancellationToken);

    private async Task<LabImage> WriteAsync(string reference, ContainerConfig config, Layer[] layers, CancellationToken cancellationToken)
    {
        var archive = new ImageArchive(reference, Architecture, config, layers);
        var name = reference.Replace(':', '_');
        using var exclusive = await FileLock.AcquireAsync(Path.Combine(_directory, $"{name}.lock"), cancellationToken: cancellationToken);
        // The digest in the name: another checkout's image of the same reference must not take the place of one that is being imported.
        var path = Path.Combine(_directory, $"{name}-{archive.Digest["sha256:".Length..][..16]}.tar");
        if (!File.Exists(path))
        {
            var partial = Path.Combine(_directory, $"{name}.partial");
            try
            {
                using (var file = File.Create(partial))
                    archive.Write(file);
                File.Move(partial, path);
            }
            finally
            {
                File.Delete(partial);
            }

            foreach (var old in OldFiles.In(_directory, $"{name}-????????????????.tar", KeptArchives))
                File.Delete(old);
        }

        return new LabImage(archive.FullName, path, new FileInfo(path).Length);
    }

    private static string Architecture => RuntimeInformation.OSArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "amd64",
        System.Runtime.InteropServices.Architecture.Arm64 => "arm64",
        var other => throw new LabException($"Images for {other} cannot be made: .NET and Debian meet on x64 and arm64 only."),
    };
}
