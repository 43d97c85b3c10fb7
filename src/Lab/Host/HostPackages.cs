using System.Security.Cryptography;
using System.Text;
using MiniStack.Lab.ControlPlane.Processes;

namespace MiniStack.Lab.Host;

/// <summary>
/// The programs a node needs besides Kubernetes. Debian's packages of those that the host lacks are extracted into the cache, which the node
/// mounts over its <c>/usr</c>: installing them would start a containerd that the host does not want.
/// </summary>
internal static class HostPackages
{
    /// <summary>Where the node's programs are looked for.</summary>
    public const string SearchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private static readonly (string Program, string Package)[] Needed =
    [
        ("containerd", "containerd"),
        ("ctr", "containerd"),
        ("runc", "runc"),
        ("iptables", "iptables"),
        ("dnsmasq", "dnsmasq-base"),
        ("conntrack", "conntrack"),
        ("/usr/lib/cni/bridge", "containernetworking-plugins"),
    ];

    public static IReadOnlyList<string> Missing() => [.. Needed.Where(item => !IsThere(item.Program)).Select(item => item.Package).Distinct()];

    /// <summary>Extracts packages, and what they depend on that the host lacks too.</summary>
    /// <returns>The root they were extracted to.</returns>
    /// <exception cref="ProcessFailedException">They cannot be downloaded.</exception>
    public static async Task<string> EnsureAsync(
        IReadOnlyList<string> packages, string cacheDirectory, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(' ', packages))))[..8];
        var root = Path.Combine(cacheDirectory, "host", "packages-" + key);
        if (Directory.Exists(root))
            return root;

        progress.Report("downloading " + string.Join(", ", packages));
        var partial = $"{root}.{Environment.ProcessId}";
        var archives = Path.Combine(partial, "archives");
        Directory.CreateDirectory(Path.Combine(archives, "partial"));
        string[] install =
        [
            "-o", "Dir::Cache::archives=" + archives,
            // apt's own user may not enter a home directory.
            "-o", "APT::Sandbox::User=",
            "--yes", "--download-only", "--no-install-recommends", "install", .. packages,
        ];
        if ((await ProcessRunner.RunAsync(new("apt-get", install), cancellationToken: cancellationToken).ConfigureAwait(false)).ExitCode != 0)
        {
            // Its lists are missing or too old.
            await ProcessRunner.RunOrThrowAsync(new("apt-get", ["update"]), cancellationToken: cancellationToken).ConfigureAwait(false);
            await ProcessRunner.RunOrThrowAsync(new("apt-get", install), cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        foreach (var archive in Directory.GetFiles(archives, "*.deb"))
            await ProcessRunner.RunOrThrowAsync(new("dpkg-deb", ["-x", archive, partial]), cancellationToken: cancellationToken).ConfigureAwait(false);
        Directory.Delete(archives, recursive: true);
        LinkAlternatives(Path.Combine(partial, "usr", "sbin"));
        Directory.Move(partial, root);
        return root;
    }

    private static bool IsThere(string program) => SearchPath.Split(':').Any(directory => File.Exists(Path.Combine(directory, program)));

    // What a package's installation would do through /etc/alternatives.
    private static void LinkAlternatives(string directory)
    {
        foreach (var (family, suffix) in from family in (string[])["iptables", "ip6tables"] from suffix in (string[])["", "-save", "-restore"] select (family, suffix))
        {
            if (File.Exists(Path.Combine(directory, $"{family}-nft{suffix}")) && !File.Exists(Path.Combine(directory, family + suffix)))
                File.CreateSymbolicLink(Path.Combine(directory, family + suffix), $"{family}-nft{suffix}");
        }
    }
}
