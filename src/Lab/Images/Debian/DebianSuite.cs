using MiniStack.Lab.ControlPlane;
using MiniStack.Lab.ControlPlane.Debian;
namespace MiniStack.Lab.Images.Debian;

/// <summary>
/// A Debian release as a source of packages, whatever release this system runs.
/// </summary>
internal sealed class DebianSuite(string codename, string directory, IProgress<string> progress)
{
    /// <summary>Whether this is Debian itself, whose archive has every release: one that is merely made of it has another.</summary>
    public static bool IsOnDebian => File.Exists("/etc/os-release") && File.ReadLines("/etc/os-release").Contains("ID=debian");

    private static readonly TimeSpan ListsLifetime = TimeSpan.FromDays(7);

    private readonly PrivateApt _apt = new(directory);

    private string RefreshedFile => Path.Combine(directory, "refreshed");

    /// <summary>How old the package lists are; null where there are none.</summary>
    private TimeSpan? ListsAge => File.Exists(RefreshedFile) ? DateTime.UtcNow - File.GetLastWriteTimeUtc(RefreshedFile) : null;

    /// <summary>The packages and all that they depend on, in the versions that the archive has.</summary>
    public async Task<IReadOnlyList<DebianPackage>> ResolveAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        using var exclusive = await FileLock.AcquireAsync(directory + ".lock", cancellationToken: cancellationToken);
        _apt.Configure();
        if (ListsAge is null)
            await RefreshAsync(cancellationToken);
        else if (ListsAge > ListsLifetime)
            await TryRefreshAsync(cancellationToken);
        return DebianPackage.Parse(await AptGetAsync("install", ["--print-uris", "--yes", .. names], cancellationToken));
    }

    /// <summary>Downloads the packages' files; apt checks them against the signed lists.</summary>
    public Task DownloadAsync(IEnumerable<DebianPackage> packages, string into, CancellationToken cancellationToken)
        => AptGetAsync("download", packages.Select(p => p.Name), cancellationToken, into);

    /// <summary>Forgets lists older than an hour: the archive drops a package's file soon after its next version. False when there are none.</summary>
    public bool ForgetOldLists()
    {
        var old = ListsAge > TimeSpan.FromHours(1);
        if (old)
            File.Delete(RefreshedFile);
        return old;
    }

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
        var sources = DebianSources.For(codename, SystemCodename(), await IndexTargetsAsync(cancellationToken), PrivateApt.SourceOptions);
        if (sources.Count == 0)
        {
            progress.Report("Fetching this system's package lists");
            await Tool.ReadAsync("apt-get", ["update"], cancellationToken);
            sources = DebianSources.For(codename, SystemCodename(), await IndexTargetsAsync(cancellationToken), PrivateApt.SourceOptions);
        }

        return sources.Count > 0
            ? sources
            : throw new LabException("apt has no Debian archive set up on this system (see /etc/apt/sources.list.d): images are made of Debian's packages.");
    }

    private static Task<string> IndexTargetsAsync(CancellationToken cancellationToken)
        => Tool.ReadAsync("apt-get", ["indextargets", "--format", DebianSources.TargetFormat, "Created-By: Packages"], cancellationToken);

    private static string SystemCodename()
        => File.Exists("/etc/os-release")
            && File.ReadLines("/etc/os-release").FirstOrDefault(l => l.StartsWith("VERSION_CODENAME=", StringComparison.Ordinal)) is { } line
            ? line["VERSION_CODENAME=".Length..].Trim('"')
            : throw new LabException("/etc/os-release names no Debian release: images are made of Debian's packages, on a Debian system.");

    private Task<string> AptGetAsync(string verb, IEnumerable<string> arguments, CancellationToken cancellationToken, string? workingDirectory = null)
        => Tool.ReadAsync("apt-get", _apt.Arguments(verb, arguments), cancellationToken, workingDirectory);
}
