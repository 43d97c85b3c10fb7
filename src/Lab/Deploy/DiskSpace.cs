using System.Globalization;
using MiniStack.Lab.Providers;

namespace MiniStack.Lab.Deploy;

public static class DiskSpace
{
    /// <summary>Images, their copies in the nodes, and a database need about this much even when the cache is warm.</summary>
    private const long NeededBytes = 2L << 30;

    /// <summary>One sentence when the disk is too full to start, else null.</summary>
    public static string? FindMissing(ClusterSettings settings) => new[] { settings.RepositoryDirectory, settings.CacheDirectory }
        .Select(path => new DriveInfo(ExistingParent(path)))
        .Where(drive => drive.AvailableFreeSpace < NeededBytes)
        .Select(drive => string.Create(
            CultureInfo.InvariantCulture,
            $"The disk that holds {drive.Name} has {drive.AvailableFreeSpace / (double)(1 << 30):0.0} GiB free and the lab needs {NeededBytes >> 30} GiB; free some space first."))
        .FirstOrDefault();

    private static string ExistingParent(string path) => Directory.Exists(path) ? path : ExistingParent(Path.GetDirectoryName(path)!);
}
