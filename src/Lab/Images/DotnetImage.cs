using MiniStack.Lab.Images.Debian;
using MiniStack.Lab.Images.Oci;

namespace MiniStack.Lab.Images;

/// <summary>
/// A project of this repository on the .NET runtime that its SDK brings. Base and runtime are layers of their own, shared by all such
/// images: a changed source makes a layer of a few megabytes.
/// </summary>
/// <param name="project">Folder below src, such as <c>Api</c>.</param>
/// <param name="repositoryRoot">The directory that holds <c>src</c>.</param>
/// <param name="cacheDirectory">For what publishing leaves, which makes the next one faster.</param>
/// <param name="progress">Hears what takes long.</param>
internal sealed class DotnetImage(string project, string repositoryRoot, string cacheDirectory, IProgress<string> progress)
{
    /// <summary>Raised when the same sources give another layer than before.</summary>
    private const string Revision = "2";

    private const string DotnetRoot = "usr/share/dotnet";

    public static readonly DebianRecipe Recipe = new("dotnet-base", "trixie",
        ["libc6", "libgcc-s1", "libssl3t64", "libstdc++6", "tzdata", "ca-certificates", "busybox-static"])
    {
        User = ApplicationUser.User,
        BusyboxLinks = ApplicationUser.Tools,
        WithoutPackages = "debconf|openssl.*|gcc-.*-base|perl.*",
    };

    private string Executable => $"MiniStack.{project}";

    public ContainerConfig Config => new()
    {
        User = ApplicationUser.IdAndGroup,
        WorkingDirectory = "/app",
        // The runtime's diagnostics port wants a writable /tmp, which a read-only root file system does not have.
        Environment =
        [
            "PATH=/usr/local/bin:/usr/bin:/bin",
            $"DOTNET_ROOT=/{DotnetRoot}",
            "DOTNET_RUNNING_IN_CONTAINER=true",
            "DOTNET_EnableDiagnostics=0",
        ],
        Entrypoint = ["/app/" + Executable],
    };

    /// <summary>The shared frameworks from the SDK's own directory, without what only a debugger needs.</summary>
    public static async Task<Layer> RuntimeAsync(LayerCache layers, CancellationToken cancellationToken)
    {
        var runtimes = DotnetRuntime.Newest(await Tool.ReadAsync("dotnet", ["--list-runtimes"], cancellationToken), Environment.Version.Major);
        return await layers.GetAsync("dotnet-runtime", ContentKey.Of(["1", .. runtimes.Select(r => r.ToString())]), layer =>
        {
            var root = Path.GetFullPath(Path.Combine(runtimes[0].Directory, "../../.."));
            var resolver = Path.Combine(root, "host/fxr", runtimes.Single(r => r.Name == DotnetRuntime.Core).Version);
            foreach (var directory in runtimes.Select(r => r.Directory).Append(resolver))
                AddDirectory(layer, directory, $"{DotnetRoot}/{Path.GetRelativePath(root, directory)}");
            return Task.CompletedTask;
        }, cancellationToken);
    }

    /// <summary>The application as <c>dotnet publish</c> leaves it. Not published again while no source has changed.</summary>
    public async Task<Layer> ApplicationAsync(LayerCache layers, CancellationToken cancellationToken)
        => await layers.GetAsync($"dotnet-{project}", ContentKey.Of([Revision, DotnetSources.KeyOf(repositoryRoot)]), async layer =>
        {
            progress.Report($"Publishing src/{project}");
            var output = Path.Combine(cacheDirectory, "publish", project);
            if (Directory.Exists(output))
                Directory.Delete(output, recursive: true);
            await Tool.ReadAsync("dotnet",
                [
                    "publish", Path.Combine(repositoryRoot, "src", project, $"{project}.csproj"), "--configuration", "Release",
                    // Not the tree's own bin and obj: a build of the same project may be running there.
                    "--artifacts-path", Path.Combine(cacheDirectory, "artifacts"), "--output", output,
                    "--self-contained", "false", "-p:PublishAot=false",
                    // No server may stay behind that holds on to this program's output.
                    "-nodeReuse:false", "-p:UseSharedCompilation=false",
                    // Half of the time of a build, and every other build of these sources runs them.
                    "-p:RunAnalyzers=false",
                ],
                cancellationToken, repositoryRoot);
            AddDirectory(layer, output, "app", Executable);
        }, cancellationToken);

    private static void AddDirectory(LayerWriter layer, string directory, string target, string? executable = null)
    {
        foreach (var path in Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            if (Path.GetFileName(path) is "createdump" or "libmscordbi.so" or "libmscordaccore.so" or "Microsoft.DiaSymReader.Native.amd64.dll")
                continue;
            using var content = File.OpenRead(path);
            // Not the mode on disk: it depends on the umask, and with it the digest would.
            var mode = Path.GetFileName(path) == executable ? FileModes.Octal0755 : FileModes.Octal0644;
            layer.AddFile($"{target}/{Path.GetRelativePath(directory, path)}", content, mode);
        }
    }
}
