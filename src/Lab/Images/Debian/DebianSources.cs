using MiniStack.Lab.ControlPlane.Debian;

namespace MiniStack.Lab.Images.Debian;

/// <summary>Where another Debian release is found: on the mirrors that this system already uses for its own.</summary>
internal static class DebianSources
{
    /// <summary>
    /// Lines of a sources.list for <paramref name="codename"/>: each of Debian's own suites that the system is set up for (the release,
    /// its updates, its security archive), with the system's codename replaced. Empty when there is none.
    /// </summary>
    public static IReadOnlyList<string> For(string codename, string systemCodename, IEnumerable<DebianArea> areas, string options)
        => [.. areas
            .Where(area => area.Codename == systemCodename || area.Codename.StartsWith(systemCodename + "-", StringComparison.Ordinal))
            .Select(area => $"deb {options}{area.Uri} {codename}{area.Codename[systemCodename.Length..]} main")
            .Distinct()];
}
