using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace MiniStack.Lab.ControlPlane;

/// <summary>Directories that belong to a cluster, a build or this process alone. Nothing else deletes a directory.</summary>
public static partial class OwnDirectory
{
    private const string Mounts = "/proc/self/mounts";

    /// <summary>
    /// Deletes it if it is there, but never through a mount: what is mounted there is someone else's. Where it is itself a link, the link
    /// alone goes: whoever made it had something in mind with what it leads to.
    /// </summary>
    /// <exception cref="IOException">There is a mount, and nothing was deleted; or something could not be.</exception>
    public static void Delete(string directory)
    {
        directory = Path.TrimEndingDirectorySeparator(directory);
        if (new FileInfo(directory).LinkTarget is not null)
        {
            File.Delete(directory);
            return;
        }

        if (!Directory.Exists(directory))
        {
            return;
        }

        if (FindMount(directory) is { } mount)
        {
            throw new IOException($"{mount} is a mount, and {directory} is to be deleted with all that is in it: unmount it first.");
        }

        Directory.Delete(directory, recursive: true);
    }

    /// <summary>A mount point that is the directory or is inside of it, or null.</summary>
    public static string? FindMount(string directory) =>
        // Other systems than Linux have no such file.
        RealPath(directory, 0) is { } path && File.Exists(Mounts) ? FindMount(File.ReadLines(Mounts), path) : null;

    /// <param name="mounts">Lines of <c>/proc/self/mounts</c>; in a path, white space and backslashes are three octal digits after a backslash.</param>
    /// <param name="directory">Without a link in it, as the kernel's paths are.</param>
    internal static string? FindMount(IEnumerable<string> mounts, string directory) => mounts
        .Select(line => Escape().Replace(line.Split(' ')[1], code => ((char)Convert.ToInt32(code.Groups[1].Value, 8)).ToString()))
        .FirstOrDefault(path => path == directory || path.StartsWith(directory + "/", StringComparison.Ordinal));

    public static void Copy(string source, string target)
    {
        Directory.CreateDirectory(target);
        foreach (var file in Directory.EnumerateFiles(source))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        }

        foreach (var directory in Directory.EnumerateDirectories(source))
        {
            Copy(directory, Path.Combine(target, Path.GetFileName(directory)));
        }
    }

    [GeneratedRegex(@"\\([0-7]{3})")]
    private static partial Regex Escape();

    /// <summary>realpath(3): the path without any link, or null where there is nothing.</summary>
    [LibraryImport("libc", EntryPoint = "realpath", StringMarshalling = StringMarshalling.Utf8)]
    private static partial string? RealPath(string path, nint resolved);
}
