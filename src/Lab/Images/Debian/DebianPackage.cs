namespace MiniStack.Lab.Images.Debian;

/// <param name="Name">Such as <c>libc6</c>.</param>
/// <param name="FileName">With version and architecture, as the archive names it; a new version is a new file name.</param>
internal sealed record DebianPackage(string Name, string FileName)
{
    /// <summary>Reads the lines <c>'URI' FILE SIZE HASH</c> of <c>apt-get --print-uris install</c>, ordered by name.</summary>
    public static IReadOnlyList<DebianPackage> Parse(string printedUris)
        => [.. printedUris.Split('\n')
            .Where(line => line.StartsWith('\''))
            .Select(line => line.Split(' ')[1])
            .Select(file => new DebianPackage(file[..file.IndexOf('_')], file))
            .OrderBy(package => package.Name, StringComparer.Ordinal)];
}
