using MiniStack.Lab.ControlPlane.Processes;

namespace MiniStack.Lab.ControlPlane.Binaries;

/// <summary>
/// A private view of one Debian release: own sources, lists and cache under one directory, so that nothing on the system is changed,
/// nothing is installed, and no root is needed. The mirror is the system's own, of that release or else of any.
/// </summary>
internal sealed class DebianArchive
{
    private const string Keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";

    private readonly string _directory;

    private DebianArchive(string directory) => _directory = directory;

    /// <param name="directory">Where the lists and downloads go; created.</param>
    /// <param name="release">Such as <c>bookworm</c>.</param>
    /// <param name="cancellationToken">Stops the download of the lists.</param>
    public static async Task<DebianArchive> OpenAsync(string directory, string release, CancellationToken cancellationToken)
    {
        var archive = new DebianArchive(directory);
        foreach (var needed in (string[])["lists/partial", "cache/archives/partial", "downloads"])
        {
            Directory.CreateDirectory(Path.Combine(directory, needed));
        }

        var mirror = await MirrorAsync(release, cancellationToken);
        var options = File.Exists(Keyring) ? $"[signed-by={Keyring}] " : "";
        await File.WriteAllTextAsync(archive.SourcesList, $"""
            deb {options}{mirror} {release} main
            deb-src {options}{mirror} {release} main

            """, cancellationToken);
        await archive.AptGetAsync(["update"], cancellationToken);
        return archive;
    }

    /// <summary>Downloads binary packages and unpacks them below <paramref name="target"/>, without their dependencies or scripts.</summary>
    public async Task ExtractAsync(IReadOnlyList<string> packages, string target, CancellationToken cancellationToken)
    {
        await AptGetAsync(["download", .. packages], cancellationToken);
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
        await AptGetAsync(["source", "--download-only", package], cancellationToken);
        return (Directory.GetFiles(Downloads, $"{package}_*.orig.tar.*").Single(), Directory.GetFiles(Downloads, $"{package}_*.debian.tar.*").Single());
    }

    private string SourcesList => Path.Combine(_directory, "sources.list");

    private string Downloads => Path.Combine(_directory, "downloads");

    private static async Task<string> MirrorAsync(string release, CancellationToken cancellationToken)
    {
        var targets = await ProcessRunner.RunOrThrowAsync(
            new("apt-get", ["indextargets", "--format", "$(RELEASE) $(REPO_URI)", "Created-By: Packages", "Component: main"]),
            cancellationToken: cancellationToken);
        var mirrors = targets.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')).ToList();
        var mirror = mirrors.FirstOrDefault(fields => fields[0] == release) ?? mirrors.FirstOrDefault();
        return mirror?[1] ?? throw new InvalidOperationException(
            "apt knows no Debian mirror: name one in /etc/apt/sources.list, and run apt-get update.");
    }

    private Task<string> AptGetAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) => ProcessRunner.RunOrThrowAsync(
        new("apt-get",
        [
            .. arguments,
            "-q",
            "-o", $"Dir::Etc::SourceList={SourcesList}",
            "-o", "Dir::Etc::SourceParts=/dev/null",
            "-o", $"Dir::State::Lists={Path.Combine(_directory, "lists")}",
            "-o", $"Dir::Cache={Path.Combine(_directory, "cache")}",
            "-o", "Acquire::Languages=none",
            "-o", "Acquire::Retries=3",
            // Without this a failed download of the lists is a warning, and what follows says only "unable to locate package".
            "-o", "APT::Update::Error-Mode=any",
            // apt's own user may not enter a home directory.
            "-o", "APT::Sandbox::User=",
        ]),
        workingDirectory: Downloads,
        cancellationToken: cancellationToken);
}
