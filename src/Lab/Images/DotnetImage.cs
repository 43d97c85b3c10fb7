using MiniStack.Lab.ControlPlane;
using MiniStack.Lab.Images.Debian;
using MiniStack.Lab.Images.Oci;

namespace MiniStack.Lab.Images;

/// <summary>A project of this repository as a native program, on the few libraries that it loads.</summary>
/// <param name="project">Folder below src, such as <c>Api</c>.</param>
/// <param name="repositoryRoot">The directory that holds <c>src</c>.</param>
/// <param name="cacheDirectory">For what publishing leaves, which makes the next one faster.</param>
/// <param name="progress">Hears what takes long.</param>
internal sealed class DotnetImage(string project, string repositoryRoot, string cacheDirectory, IProgress<string> progress)
{
    /// <summary>Raised when the same sources give another layer than before.</summary>
    private const string Revision = "3";

    private const string Target = "app";

    public static readonly DebianRecipe Recipe = new("dotnet-base", "trixie", ["libc6", "libssl3t64", "ca-certificates", "busybox-static"])
    {
        User = ApplicationUser.User,
        BusyboxLinks = ApplicationUser.Tools,
        WithoutPackages = "debconf|openssl.*|gcc-.*-base|perl.*",
        // Character sets besides UTF-8.
        WithoutFiles = "/gconv/",
    };

    private string Executable => $"MiniStack.{project}";

    public ContainerConfig Config => new()
    {
        User = ApplicationUser.IdAndGroup,
        WorkingDirectory = $"/{Target}",
        Environment = ["PATH=/usr/local/bin:/usr/bin:/bin"],
        Entrypoint = [$"/{Target}/{Executable}"],
    };

    /// <summary>The application as <c>dotnet publish</c> leaves it. Not published again while no source has changed.</summary>
    public async Task<Layer> ApplicationAsync(LayerCache layers, CancellationToken cancellationToken)
        => await layers.GetAsync($"dotnet-{project}", ContentKey.Of([Revision, DotnetSources.KeyOf(repositoryRoot)]), async layer =>
        {
            var linker = await NativeLinker.EnsureAsync(cacheDirectory, progress, cancellationToken);
            progress.Report($"Compiling src/{project}");
            var output = Path.Combine(cacheDirectory, "publish", project);
            OwnDirectory.Delete(output);
            await Tool.ReadAsync("dotnet",
                [
                    "publish", Path.Combine(repositoryRoot, "src", project, $"{project}.csproj"), "--configuration", "Release",
                    // Not the tree's own bin and obj: a build of the same project may be running there.
                    "--artifacts-path", Path.Combine(cacheDirectory, "artifacts"), "--output", output,
                    // No server may stay behind that holds on to this program's output.
                    "-nodeReuse:false", "-p:UseSharedCompilation=false",
                    // Every other build of these sources runs them.
                    "-p:RunAnalyzers=false",
                    .. linker.Properties,
                ],
                cancellationToken, repositoryRoot, linker.Environment);
            AddProgram(layer, output);
        }, cancellationToken);

    /// <summary>Puts what <see cref="ApplicationAsync"/> makes into a directory.</summary>
    public async Task ExtractAsync(LayerCache layers, string directory, CancellationToken cancellationToken)
    {
        var layer = await ApplicationAsync(layers, cancellationToken);
        Directory.CreateDirectory(directory);
        await Tool.ReadAsync("tar", ["-xzf", layer.Path, "-C", directory, "--strip-components=1", Target], cancellationToken);
    }

    private void AddProgram(LayerWriter layer, string directory)
    {
        foreach (var path in Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            using var content = File.OpenRead(path);
            // Not the mode on disk: it depends on the umask, and with it the digest would.
            var mode = Path.GetFileName(path) == Executable ? FileModes.Octal0755 : FileModes.Octal0644;
            layer.AddFile($"{Target}/{Path.GetRelativePath(directory, path)}", content, mode);
        }
    }
}
