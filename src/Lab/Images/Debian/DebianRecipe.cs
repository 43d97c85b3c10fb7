using System.Text.RegularExpressions;

namespace MiniStack.Lab.Images.Debian;

/// <summary>What a root file system of Debian packages is made of.</summary>
/// <param name="Name">Of its layer in the cache.</param>
/// <param name="Suite">The Debian release, by codename.</param>
/// <param name="Packages">Taken with all that they depend on.</param>
internal sealed record DebianRecipe(string Name, string Suite, IReadOnlyList<string> Packages)
{
    /// <summary>Raised when the same recipe gives another file system than before: layers made earlier are then made again.</summary>
    private const string Revision = "1";

    // Documentation, translations and what only installing needs. Licences (copyright) stay.
    private const string Needless =
        @"^usr/share/(doc/(?!.*/copyright$)|man/|info/|lintian/|locale/|bug/|bash-completion/|debconf/|initramfs-tools/|gcc/|menu/|pixmaps/|perl5?/)"
        + "|^usr/lib/systemd/|^etc/(init|cron|default|logrotate|pam)|^var/(cache|lib/(dpkg|apt|systemd))|^usr/share/postgresql-common/";

    /// <summary>Names of packages to leave out, a regular expression for the whole name.</summary>
    public string WithoutPackages { get; init; } = "";

    /// <summary>Paths of files to leave out besides the usual, a regular expression.</summary>
    public string WithoutFiles { get; init; } = "$^";

    /// <summary>The one user besides root and nobody.</summary>
    public required DebianUser User { get; init; }

    /// <summary>Programs that links in /usr/bin give the static busybox.</summary>
    public IReadOnlyList<string> BusyboxLinks { get; init; } = [];

    public bool Takes(DebianPackage package) => !Regex.IsMatch(package.Name, $"^({WithoutPackages})$");

    public bool TakesFile(string path) => !Regex.IsMatch(path, Needless) && !Regex.IsMatch(path, WithoutFiles);

    /// <summary>Another for every change of the recipe or of a package.</summary>
    public string KeyFor(IEnumerable<DebianPackage> packages)
        => ContentKey.Of([Revision, Suite, Needless, WithoutFiles, User.ToString(), .. BusyboxLinks, .. packages.Select(p => p.FileName)]);
}
