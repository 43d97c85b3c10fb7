using MiniStack.Lab.ControlPlane;
using MiniStack.Lab.Host;
using MiniStack.Lab.Providers;

namespace MiniStack.Lab.Tests.EndToEnd;

/// <summary>What of a host cluster is still on the machine: processes, mounts, links, control groups, files.</summary>
internal static class HostLeftovers
{
    public static IReadOnlyList<string> Find(ClusterSettings settings)
    {
        var cluster = new HostCluster(settings);
        return
        [
            .. Processes(cluster),
            .. OwnDirectory.FindMount(settings.StateDirectory) is { } mount ? (string[])["mount " + mount] : [],
            .. Directory.EnumerateFileSystemEntries("/sys/class/net").Where(link => Path.GetFileName(link) == cluster.LinkName).Select(link => "link " + link),
            .. ControlGroups(cluster).Select(directory => "cgroup " + directory),
            .. new[] { settings.StateDirectory, settings.KubeconfigPath }.Where(Path.Exists).Select(path => "file " + path),
        ];
    }

    private static IEnumerable<string> ControlGroups(HostCluster cluster) =>
        Directory.EnumerateDirectories("/sys/fs/cgroup").SelectMany(hierarchy => Directory.EnumerateDirectories(hierarchy).Append(hierarchy))
            .Where(directory => Path.GetFileName(directory) == cluster.Cgroup);

    /// <summary>By control group (pods, containers) and by command line (what serves the state directory).</summary>
    private static IEnumerable<string> Processes(HostCluster cluster) =>
        from directory in Directory.EnumerateDirectories("/proc")
        where Path.GetFileName(directory).All(char.IsAsciiDigit)
        let commandLine = Read(directory, "cmdline").Replace('\0', ' ')
        where Read(directory, "cgroup").Contains(cluster.Cgroup, StringComparison.Ordinal)
            || commandLine.Contains(cluster.StateDirectory + "/", StringComparison.Ordinal)
        select $"process {Path.GetFileName(directory)} {commandLine}";

    private static string Read(string directory, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(directory, file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ""; // It ended meanwhile.
        }
    }
}
