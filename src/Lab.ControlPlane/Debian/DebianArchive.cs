using MiniStack.Lab.ControlPlane.Processes;

namespace MiniStack.Lab.ControlPlane.Debian;

/// <summary>
/// One Debian release, sources included, seen through an apt of its own. The mirror is the system's own, of that release or else of any.
/// </summary>
internal sealed class DebianArchive
{
    private readonly string _directory;
    private readonly PrivateApt _apt;

    private DebianArchive(string directory)
    {
        _directory = directory;
        _apt = new(directory);
    }

    /// <param name="directory">Where the lists and downloads go; created.</param>
    /// <param name="release">Such as <c>bookworm</c>.</param>
    /// <param name="cancellationToken">Stops the download of the lists.</param>
    /// <exception cref="InvalidOperationException">The system is set up for no archive of Debian's, or none answers.</exception>
    /// <exception cref="ProcessFailedException">The lists cannot be fetched.</exception>
    public static async Task<DebianArchive> OpenAsync(string directory, string release, CancellationToken cancellationToken)
    {
        var archive = new DebianArchive(directory);
        Directory.CreateDirectory(archive.Downloads);
        archive._apt.Configure();
        var source = $"{PrivateApt.SourceOptions}{await MirrorAsync(Path.Combine(directory, "system"), release, cancellationToken)} {release} main";
        archive._apt.WriteSources([$"deb {source}", $"deb-src {source}"]);
        await archive.AptGetAsync("update", [], cancellationToken);
        return archive;
    }

    /// <summary>Downloads binary packages and unpacks them below <paramref name="target"/>, without their dependencies or scripts.</summary>
    public async Task ExtractAsync(IReadOnlyList<string> packages, string target, CancellationToken cancellationToken)
    {
        await AptGetAsync("download", packages, cancellationToken);
        Directory.CreateDirectory(target);
        foreach (var package in packages)
        {
            var file = Directory.GetFiles(Downloads, $"{package}_*.deb").Single();
            await ProcessRunner.RunOrThrowAsync(new("dpkg-deb", ["-x", file, target]), cancellationToken: cancellationToken);
        }
    }

    /// <summary>Downloads a source package's files.</summary>
    /// <returns>The upstream archive and the one with Debian's patches.</returns>
    public async Task<(string Upstream, string Debian)> DownloadSourceAsync(string package, CancellationToken cancellationToken)
    {
        await AptGetAsync("source", ["--download-only", package], cancellationToken);
        return (Directory.GetFiles(Downloads, $"{package}_*.orig.tar.*").Single(), Directory.GetFiles(Downloads, $"{package}_*.debian.tar.*").Single());
    }

    private string Downloads => Path.Combine(_directory, "downloads");

    private static async Task<string> MirrorAsync(string directory, string release, CancellationToken cancellationToken)
    {
        var areas = await PrivateApt.SystemAreasAsync(directory, cancellationToken);
        return (areas.FirstOrDefault(area => area.Codename == release) ?? areas[0]).Uri;
    }

    private Task<string> AptGetAsync(string verb, IEnumerable<string> arguments, CancellationToken cancellationToken) => ProcessRunner.RunOrThrowAsync(
        new("apt-get", _apt.Arguments(verb, arguments)), workingDirectory: Downloads, cancellationToken: cancellationToken);
}
