using System.Text.RegularExpressions;

namespace MiniStack.Lab.Host;

/// <summary>Directories that belong to a cluster alone.</summary>
internal static partial class OwnDirectory
{
    /// <summary>Deletes it if it is there, but never through a mount: what is mounted there is someone else's.</summary>
    public static void Delete(string directory)
    {
        if (FindMount(File.ReadLines("/proc/self/mounts"), directory) is { } mount)
            throw new LabException($"{mount} is a mount inside {directory}, which is to be deleted: unmount it first.");
        if (Directory.Exists(directory))
            Directory.Delete(directory, recursive: true);
    }

    /// <summary>A mount point inside the directory, or null.</summary>
    /// <param name="mounts">Lines of <c>/proc/self/mounts</c>; in a path, white space and backslashes are three octal digits after a backslash.</param>
    internal static string? FindMount(IEnumerable<string> mounts, string directory) => mounts
        .Select(line => Escape().Replace(line.Split(' ')[1], code => ((char)Convert.ToInt32(code.Groups[1].Value, 8)).ToString()))
        .FirstOrDefault(path => path.StartsWith(directory + "/", StringComparison.Ordinal));

    public static void Copy(string source, string target)
    {
        Directory.CreateDirectory(target);
        foreach (var file in Directory.EnumerateFiles(source))
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        foreach (var directory in Directory.EnumerateDirectories(source))
            Copy(directory, Path.Combine(target, Path.GetFileName(directory)));
    }

    [GeneratedRegex(@"\\([0-7]{3})")]
    private static partial Regex Escape();
}
