namespace MiniStack.Lab.Images.Debian;

/// <summary>Where another Debian release is found: on the mirrors that this system already uses for its own.</summary>
internal static class DebianSources
{
    /// <summary>The format of <c>apt-get indextargets</c> that <see cref="For"/> reads.</summary>
    public const string TargetFormat = "$(ORIGIN) $(CODENAME) $(COMPONENT) $(REPO_URI)";

    /// <summary>
    /// Lines of a sources.list for <paramref name="codename"/>: each of Debian's own suites that the system is set up for (the release,
    /// its updates, its security archive), with the system's codename replaced. Empty when there is none.
    /// </summary>
    public static IReadOnlyList<string> For(string codename, string systemCodename, string indexTargets, string options)
        => [.. indexTargets.Split('\n')
            .Select(line => line.Split(' '))
            .Where(f => f is ["Debian", _, "main", _] && (f[1] == systemCodename || f[1].StartsWith(systemCodename + "-", StringComparison.Ordinal)))
            .Select(f => $"deb {options}{f[3]} {codename}{f[1][systemCodename.Length..]} main")
            .Distinct()];
}
