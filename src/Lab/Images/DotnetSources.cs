namespace MiniStack.Lab.Images;

/// <summary>What the applications of this repository are built from.</summary>
internal static class DotnetSources
{
    /// <summary>Another for every change under <c>src</c> (but the lab itself, and what builds leave there) and of the build's settings.</summary>
    public static string KeyOf(string repositoryRoot)
    {
        var settings = Directory.GetFiles(repositoryRoot, "Directory.*.props").Append(Path.Combine(repositoryRoot, "global.json"));
        var sources = Directory.EnumerateFiles(Path.Combine(repositoryRoot, "src"), "*", SearchOption.AllDirectories)
            .Where(file => IsSource(Path.GetRelativePath(repositoryRoot, file).Split('/')));
        return ContentKey.OfFiles(repositoryRoot, settings.Concat(sources));
    }

    private static bool IsSource(string[] path)
        => !path.Contains("bin") && !path.Contains("obj") && !path[1].StartsWith("Lab", StringComparison.Ordinal);
}
