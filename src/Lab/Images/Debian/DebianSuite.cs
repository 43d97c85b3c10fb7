namespace MiniStack.Lab.Images.Debian;

/// <summary>
/// A Debian release as a source of packages, whatever release this system runs: an apt configuration of its own (lists, cache, empty
/// status), so that the system's stays untouched.
/// </summary>
internal sealed class DebianSuite(string codename, string directory, IProgress<string> progress)
{
    private const string Keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";
    private static readonly TimeSpan ListsLifetime = TimeSpan.FromDays(7);

    private string ConfigFile => Path.Combine(directory, "apt.conf");
    private string RefreshedFile => Path.Combine(directory, "refreshed");

    /// <summary>How old the package lists are; null where there are none.</summary>
    private TimeSpan? ListsAge => File.Exists(RefreshedFile) ? DateTime.UtcNow - File.GetLastWriteTimeUtc(RefreshedFile) : null;

    /// <summary>The packages and all that they depend on, in the versions that the archive has.</summary>
    public async Task<IReadOnlyList<DebianPackage>> ResolveAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        using var exclusive = await FileLock.AcquireAsync(directory + ".lock", cancellationToken);
        Configure();
        if (ListsAge is null)
            await RefreshAsync(cancellationToken);
        else if (ListsAge > ListsLifetime)
            await TryRefreshAsync(cancellationToken);
        return DebianPackage.Parse(await AptGetAsync(["install", "--print-uris", "--yes", .. names], cancellationToken));
    }

    /// <summary>Downloads the packages' files; apt checks them against the signed lists.</summary>
    public Task DownloadAsync(IEnumerable<DebianPackage> packages, string into, CancellationToken cancellationToken)
        => AptGetAsync(["download", .. packages.Select(p => p.Name)], cancellationToken, into);

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
        File.WriteAllLines(Path.Combine(directory, "sources.list"), await SourcesAsync(cancellationToken));
        await AptGetAsync(["update"], cancellationToken);
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

    private void Configure()
    {
        foreach (var part in (string[])["lists/partial", "cache/archives/partial"])
            Directory.CreateDirectory(Path.Combine(directory, part));
        File.WriteAllText(Path.Combine(directory, "status"), "");
        // Cleared hooks: a system's own tidy up after apt-get, and what they tidy is the system's.
        // The two binary caches: images of Debian switch them off, and without them every call reads all the lists again.
        // Error mode: by itself apt-get update calls it a success when it has fetched nothing.
        // Sandbox user root: apt's own user cannot reach a cache in root's home.
        File.WriteAllText(ConfigFile, $$"""
            #clear APT::Update::Pre-Invoke;
            #clear APT::Update::Post-Invoke;
            #clear APT::Update::Post-Invoke-Success;
            Dir::Etc::sourcelist "{{directory}}/sources.list";
            Dir::Etc::sourceparts "/dev/null";
            Dir::Etc::preferences "/dev/null";
            Dir::Etc::preferencesparts "/dev/null";
            Dir::State::lists "{{directory}}/lists";
            Dir::State::status "{{directory}}/status";
            Dir::Cache "{{directory}}/cache";
            Dir::Cache::pkgcache "pkgcache.bin";
            Dir::Cache::srcpkgcache "srcpkgcache.bin";
            APT::Sandbox::User "root";
            APT::Update::Error-Mode "any";
            APT::Install-Recommends "false";
            APT::Install-Suggests "false";
            Acquire::Languages "none";
            Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
            Acquire::Retries "3";
            Acquire::http::Timeout "30";
            Acquire::https::Timeout "30";

            """);
    }

    private async Task<IReadOnlyList<string>> SourcesAsync(CancellationToken cancellationToken)
    {
        var options = File.Exists(Keyring) ? $"[signed-by={Keyring}] " : "";
        var sources = DebianSources.For(codename, SystemCodename(), await IndexTargetsAsync(cancellationToken), options);
        if (sources.Count == 0)
        {
            progress.Report("Fetching this system's package lists");
            await Tool.ReadAsync("apt-get", ["update"], cancellationToken);
            sources = DebianSources.For(codename, SystemCodename(), await IndexTargetsAsync(cancellationToken), options);
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

    private Task<string> AptGetAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken, string? workingDirectory = null)
        => Tool.ReadAsync("apt-get", [arguments[0], "--config-file", ConfigFile, "--quiet", .. arguments.Skip(1)], cancellationToken, workingDirectory);
}
