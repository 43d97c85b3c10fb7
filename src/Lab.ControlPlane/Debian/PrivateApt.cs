using MiniStack.Lab.ControlPlane.Processes;

namespace MiniStack.Lab.ControlPlane.Debian;

/// <summary>
/// An apt of its own in one directory: lists, cache and an empty status, so that nothing on the system is changed or locked, nothing
/// installed there counts, and no root is needed.
/// </summary>
/// <param name="directory">Holds all of it.</param>
public sealed class PrivateApt(string directory)
{
    private const string Keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";

    /// <summary>To be put into a line of <see cref="WriteSources"/>, after <c>deb</c>; empty, or ends with a space.</summary>
    public static string SourceOptions => File.Exists(Keyring) ? $"[signed-by={Keyring}] " : "";

    private string ConfigFile => Path.Combine(directory, "apt.conf");

    private string SourcesList => Path.Combine(directory, "sources.list");

    private string Lists => Path.Combine(directory, "lists");

    /// <summary>
    /// Debian's own archives among those that the system is set up for. Asks the archives themselves, since the system's lists tell only of
    /// what somebody has fetched, and may be empty, or just being fetched.
    /// </summary>
    /// <param name="directory">For what is fetched; created.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="InvalidOperationException">There is none, or none answers; the message says which and ends with apt's last lines.</exception>
    public static async Task<IReadOnlyList<DebianArea>> SystemAreasAsync(string directory, CancellationToken cancellationToken)
    {
        using var exclusive = await FileLock.AcquireAsync(directory + ".lock", cancellationToken: cancellationToken);
        var apt = new PrivateApt(directory);
        apt.Configure(
            // The system's sources, and of each the signed description alone.
            "#clear Acquire::IndexTargets;");
        // Other vendors' archives may be out of reach: what matters is what came.
        var update = await ProcessRunner.RunAsync(
            new("apt-get", apt.Arguments("update", "--option", "APT::Update::Error-Mode=", "--option", "Acquire::Retries=1")), cancellationToken: cancellationToken);
        var files = await ProcessRunner.RunOrThrowAsync(new("apt-get", apt.Arguments("update", "--print-uris")), cancellationToken: cancellationToken);
        var areas = DebianArea.Parse(files, file => Path.Combine(apt.Lists, file) is var path && File.Exists(path) ? File.ReadLines(path) : []);
        return areas.Count > 0
            ? areas
            : throw new InvalidOperationException(
                $"None of the archives in /etc/apt/sources.list and /etc/apt/sources.list.d that answered is Debian's own:\n{update.LastLines()}");
    }

    /// <summary>Writes the configuration for the sources of <see cref="WriteSources"/>, and makes the directories that apt expects.</summary>
    public void Configure() => Configure(
        $"""
        Dir::Etc::sourcelist "{SourcesList}";
        Dir::Etc::sourceparts "/dev/null";
        """);

    /// <summary>Lines of a sources.list.</summary>
    public void WriteSources(IEnumerable<string> lines) => File.WriteAllLines(SourcesList, lines);

    /// <summary>Arguments of an <c>apt-get</c> that works here.</summary>
    public IReadOnlyList<string> Arguments(string verb, params IEnumerable<string> arguments) => [verb, "--config-file", ConfigFile, "--quiet", .. arguments];

    private void Configure(string more)
    {
        foreach (var part in (string[])["lists/partial", "cache/archives/partial"])
        {
            Directory.CreateDirectory(Path.Combine(directory, part));
        }

        File.WriteAllText(Path.Combine(directory, "status"), "");
        // Cleared hooks: a system's own tidy up after apt-get, and what they tidy is the system's.
        // The two binary caches: images of Debian switch them off, and without them every call reads all the lists again.
        // Error mode: by itself apt-get update calls it a success when it has fetched nothing.
        // Sandbox user root: apt's own user cannot reach a cache in root's home.
        File.WriteAllText(ConfigFile, $$"""
            #clear APT::Update::Pre-Invoke;
            #clear APT::Update::Post-Invoke;
            #clear APT::Update::Post-Invoke-Success;
            Dir::Etc::preferences "/dev/null";
            Dir::Etc::preferencesparts "/dev/null";
            Dir::State "{{directory}}";
            Dir::State::lists "{{Lists}}";
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
            {{more}}

            """);
    }
}
