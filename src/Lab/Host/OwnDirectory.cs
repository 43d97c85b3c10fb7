namespace MiniStack.Lab.Host;

/// <summary>Directories that belong to a cluster alone.</summary>
internal static class OwnDirectory
{
    /// <summary>Deletes it if it is there, but never through a mount: what is mounted there is someone else's.</summary>
    public static void Delete(string directory)
    {
        var mount = File.ReadLines("/proc/self/mounts").Select(line => line.Split(' ')[1]).FirstOrDefault(path => path.StartsWith(directory + "/", StringComparison.Ordinal));
        if (mount is not null)
            throw new LabException($"{mount} is a mount inside {directory}, which is to be deleted: unmount it first.");
        if (Directory.Exists(directory))
            Directory.Delete(directory, recursive: true);
    }

    public static void Copy(string source, string target)
    {
        Directory.CreateDirectory(target);
        foreach (var file in Directory.EnumerateFiles(source))
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        foreach (var directory in Directory.EnumerateDirectories(source))
            Copy(directory, Path.Combine(target, Path.GetFileName(directory)));
    }
}
