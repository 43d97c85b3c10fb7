using System.Text.RegularExpressions;

namespace MiniStack.Lab.ControlPlane.Debian;

/// <summary>One suite of one of Debian's archives: a release, its updates, its security updates.</summary>
/// <param name="Uri">Of the archive, such as <c>http://deb.debian.org/debian</c>.</param>
/// <param name="Codename">Such as <c>bookworm</c> or <c>bookworm-security</c>, also where the system calls it <c>stable</c>.</param>
public sealed partial record DebianArea(string Uri, string Codename)
{
    /// <summary>Those of Debian itself among the sources that apt is set up for, each once.</summary>
    /// <param name="printedUris">Lines <c>'URI' FILE SIZE</c> of <c>apt-get update --print-uris</c>.</param>
    /// <param name="read">The lines of such a file, or none where it was not fetched.</param>
    public static IReadOnlyList<DebianArea> Parse(string printedUris, Func<string, IEnumerable<string>> read) =>
    [
        .. SignedDescription().Matches(printedUris)
            .Select(source => (Uri: source.Groups["uri"].Value, Fields: Fields(read(source.Groups["file"].Value))))
            .Where(source => source.Fields.GetValueOrDefault("Origin") == "Debian" && source.Fields.ContainsKey("Codename"))
            .Select(source => new DebianArea(source.Uri, source.Fields["Codename"]))
            .Distinct(),
    ];

    // "Name: value" lines up to the first list, after the signature's own head.
    private static Dictionary<string, string> Fields(IEnumerable<string> lines) => lines
        .TakeWhile(line => !line.StartsWith("SHA256:", StringComparison.Ordinal))
        .Select(line => line.Split(": ", 2))
        .Where(parts => parts.Length == 2)
        .GroupBy(parts => parts[0], parts => parts[1])
        .ToDictionary(group => group.Key, group => group.First());

    [GeneratedRegex(@"^'(?<uri>\S+)/dists/\S+/InRelease' (?<file>\S+)", RegexOptions.Multiline)]
    private static partial Regex SignedDescription();
}
