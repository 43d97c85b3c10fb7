namespace MiniStack.Lab.Images.Debian;

/// <summary>Debian's merged /usr: /bin, /sbin, /lib and /lib64 are links into /usr, while older packages still carry files below them.</summary>
internal static class UsrMerge
{
    /// <summary>The links at the root, and the directories of the same name below /usr that they lead to.</summary>
    public static readonly IReadOnlyList<string> Links = ["bin", "sbin", "lib", "lib64"];

    /// <summary>Where a package's entry (<c>./bin/cat</c>) goes, without a leading slash (<c>usr/bin/cat</c>); empty for the root.</summary>
    public static string PathOf(string entry)
    {
        var path = entry.TrimStart('.').Trim('/');
        return Links.Contains(path.Split('/')[0]) ? "usr/" + path : path;
    }

    /// <summary>Whether a path from <see cref="PathOf"/> is one of the links itself.</summary>
    public static bool IsLink(string path) => Links.Any(link => path == "usr/" + link);
}
