using MiniStack.Lab.ControlPlane;
using MiniStack.Lab.ControlPlane.Debian;
using MiniStack.Lab.ControlPlane.Processes;

namespace MiniStack.Lab.Images.Debian;

/// <summary>
/// A Debian release as a source of packages, whatever release this system runs.
/// </summary>
internal sealed class DebianSuite(string codename, string directory, IProgress<string> progress)
{
    /// <summary>Whether this is Debian itself, whose archive has every release: one that is merely made of it has another.</summary>
    public static bool IsOnDebian => File.Exists("/etc/os-release") && File.ReadLines("/etc/os-release").Contains("ID=debian");

    /// <summary>The release that this system runs.</summary>
    /// <exception cref="LabException">It is not Debian.</exception>
    public static string SystemCodename => File.Exists("/etc/os-release")
        && File.ReadLines("/etc/os-release").FirstOrDefault(l => l.StartsWith("VERSION_CODENAME=", StringComparison.Ordinal)) is { } line
            ? line["VERSION_CODENAME=".Length..].Trim('"')
            : throw new LabException("/etc/os-release names no Debian release: images are made of Debian's packages, on a Debian system.");

    private static readonly TimeSpan ListsLifetime = TimeSpan.FromDays(7);

    private readonly PrivateApt _apt = new(directory);

    private string RefreshedFile => Path.Combine(directory, "refreshed");

    /// <summary>How old the package lists are; null where there are none.</summary>
    private TimeSpan? ListsAge => File.Exists(RefreshedFile) ? DateTime.UtcNow - File.GetLastWriteTimeUtc(RefreshedFile) : null;

    /// <summary>The packages and all that they depend on, in the versions that the archive has.</summary>
    public Task<IReadOnlyList<DebianPackage>> ResolveAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
        => ResolveAsync(names, [], cancellationToken);

    /// <summary>As the other, without what this system has installed; for a suite that is <see cref="SystemCodename"/>'s.</summary>
    public Task<IReadOnlyList<DebianPackage>> ResolveMissingAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
        // No binary cache: it would be made anew with each change between the two statuses.
        => ResolveAsync(names, ["--option", "Dir::State::status=/var/lib/dpkg/status", "--option", "Dir::Cache::pkgcache="], cancellationToken);

    /// <summary>Downloads the packages' files; apt checks them against the signed lists.</summary>
    public async Task DownloadAsync(IEnumerable<DebianPackage> packages, string into, CancellationToken cancellationToken)
    {
        using var exclusive = await LockAsync(cancellationToken);
        await AptGetAsync("download", packages.Select(p => p.Name), cancellationToken, into);
    }

    /// <summary>Forgets lists older than an hour: the archive drops a package's file soon after its next version. False when there are none.</summary>
    public bool ForgetOldLists()
    {
        var old = ListsAge > TimeSpan.FromHours(1);
        if (old)
            File.Delete(RefreshedFile);
        return old;
    }

    private async Task<IReadOnlyList<DebianPackage>> ResolveAsync(IReadOnlyList<string> names, string[] options, CancellationToken cancellationToken)
    {
        using var exclusive = await LockAsync(cancellationToken);
        _apt.Configure();
        if (ListsAge is null)
            await RefreshAsync(cancellationToken);
        else if (ListsAge > ListsLifetime)
            await TryRefreshAsync(cancellationToken);
        return DebianPackage.Parse(await AptGetAsync("install", [.. options, "--print-uris", "--yes", .. names], cancellationToken));
    }

    /// <summary>Whoever reads the lists holds it too: they are not to change meanwhile.</summary>
    private Task<IDisposable> LockAsync(CancellationToken cancellationToken) => FileLock.AcquireAsync(directory + ".lock", cancellationToken: cancellationToken);

    private async Task RefreshAsync(CancellationToken cancellationToken)
    {
        progress.Report($"Fetching the package lists of Debian {codename}");
        _apt.WriteSources(await SourcesAsync(cancellationToken));
        await AptGetAsync("update", [], cancellationToken);
        File.WriteAllText(RefreshedFile, "");
    }

    // Lists that are there are good enough when the mirror cannot be reached: a lab that was up once comes up without a network.
    private async Task TryRefreshAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RefreshAsync(cancellationToken);
        }
        catch (LabException e)
        {
            progress.Report($"Using older package lists of Debian {codename}: {e.Message}");
        }
    }

    private async Task<IReadOnlyList<string>> SourcesAsync(CancellationToken cancellationToken)
    {
        try
        {
            var areas = await PrivateApt.SystemAreasAsync(Path.Combine(Path.GetDirectoryName(directory)!, "system"), cancellationToken);
            return DebianSources.For(codename, SystemCodename, areas, PrivateApt.SourceOptions) is { Count: > 0 } sources
                ? sources
                : throw new LabException($"apt has no archive of Debian {SystemCodename} set up on this system (see /etc/apt/sources.list.d): images are made of Debian's packages.");
        }
        catch (Exception e) when (e is InvalidOperationException or ProcessFailedException)
        {
            throw new LabException(e.Message, innerException: e);
        }
    }

    private Task<string> AptGetAsync(string verb, IEnumerable<string> arguments, CancellationToken cancellationToken, string? workingDirectory = null)
        => Tool.ReadAsync("apt-get", _apt.Arguments(verb, arguments), cancellationToken, workingDirectory);
}
