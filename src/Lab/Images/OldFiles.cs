namespace MiniStack.Lab.Images;

internal static class OldFiles
{
    /// <summary>All but the newest <paramref name="kept"/> files of this pattern.</summary>
    public static IEnumerable<string> In(string directory, string pattern, int kept)
        => new DirectoryInfo(directory).GetFiles(pattern).OrderByDescending(f => f.LastWriteTimeUtc).Skip(kept).Select(f => f.FullName);
}
