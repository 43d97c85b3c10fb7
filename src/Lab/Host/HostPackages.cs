using System.Security.Cryptography;
using System.Text;
using MiniStack.Lab.Images.Debian;

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
    /// <exception cref="LabException">They cannot be downloaded.</exception>
    public static async Task<string> EnsureAsync(
        IReadOnlyList<string> packages, string cacheDirectory, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(' ', packages))))[..8];
        var root = Path.Combine(cacheDirectory, "node-packages", key);
        // The images' lists: one update serves both.
        var suite = new DebianSuite(DebianSuite.SystemCodename, Path.Combine(cacheDirectory, "images", "debian", DebianSuite.SystemCodename), progress);
        await UnpackedPackages.EnsureAsync(root, suite, token =>
        {
            progress.Report("downloading " + string.Join(", ", packages));
            return suite.ResolveMissingAsync(packages, token);
        }, unpacked => LinkAlternatives(Path.Combine(unpacked, "usr", "sbin")), cancellationToken).ConfigureAwait(false);
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
