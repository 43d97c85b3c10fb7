using System.Globalization;

namespace MiniStack.Lab.Host;

/// <summary>
/// The cluster's directory in every cgroup hierarchy, of version 1, 2 or both: the kubelet puts the pods below it, and
/// <see cref="SystemGroup"/> holds the node's own processes.
/// </summary>
internal sealed class Cgroups(string name)
{
    private const string SystemGroup = "system";

    // What the kubelet insists on in version 2, and what containers may be limited by.
    private static readonly string[] WantedControllers = ["cpuset", "cpu", "io", "memory", "hugetlb", "pids"];

    /// <summary>Where a process's id is written to make it one of the node's own.</summary>
    public IReadOnlyList<string> SystemProcessFiles => [.. Used().Select(hierarchy => Path.Combine(hierarchy.Path, name, SystemGroup, "cgroup.procs"))];

    public void Create()
    {
        foreach (var hierarchy in Used())
        {
            var group = Path.Combine(hierarchy.Path, name);
            if (hierarchy.IsUnified)
                EnableControllers(hierarchy.Path);
            CreateGroup(group);
            if (hierarchy.IsUnified)
                EnableControllers(group);
            CreateGroup(Path.Combine(group, SystemGroup));
        }
    }

    /// <summary>Ids of all processes in it, as this process's namespace counts them.</summary>
    public IReadOnlyList<int> Processes() =>
    [
        .. Existing()
            .SelectMany(group => Directory.EnumerateFiles(group, "cgroup.procs", SearchOption.AllDirectories))
            .SelectMany(ReadLines)
            .Select(line => int.Parse(line, CultureInfo.InvariantCulture))
            .Distinct(),
    ];

    /// <summary>Ends every process in it, then removes it. A process leaves its group only some time after it was killed.</summary>
    public Task RemoveAsync(CancellationToken cancellationToken) =>
        Wait.UntilAsync(TryRemove, TimeSpan.FromSeconds(20), $"The cgroup {name} does not go away: a process in it cannot be killed.", cancellationToken);

    private bool TryRemove()
    {
        foreach (var process in Processes())
            Native.Signal(process, Native.SigKill);
        return Existing().Aggregate(true, (all, group) => RemoveTree(group) && all);
    }

    private static bool RemoveTree(string group)
    {
        try
        {
            foreach (var child in Directory.GetDirectories(group))
                RemoveTree(child);
            Directory.Delete(group);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private IEnumerable<string> Existing() => Hierarchies().Select(hierarchy => Path.Combine(hierarchy.Path, name)).Where(Directory.Exists);

    // Where both versions are mounted, the controllers are version 1's.
    private static List<Hierarchy> Used()
    {
        var all = Hierarchies();
        return all.Exists(hierarchy => !hierarchy.IsUnified) ? all.FindAll(hierarchy => !hierarchy.IsUnified) : all;
    }

    private static List<Hierarchy> Hierarchies() =>
    [
        .. File.ReadLines("/proc/self/mounts")
            .Select(line => line.Split(' '))
            .Where(fields => fields[2] is "cgroup" or "cgroup2")
            .Select(fields => new Hierarchy(fields[1], fields[2] == "cgroup2")),
    ];

    private static void CreateGroup(string group)
    {
        Directory.CreateDirectory(group);
        // In version 1 no process may enter a cpuset that has no CPUs or memory nodes, and a new one has none.
        foreach (var file in (string[])["cpuset.cpus", "cpuset.mems"])
        {
            var parent = Path.Combine(group, "..", file);
            var own = Path.Combine(group, file);
            if (File.Exists(parent) && File.Exists(own) && File.ReadAllText(own).Trim().Length == 0 && File.ReadAllText(parent).Trim() is { Length: > 0 } value)
                File.WriteAllText(own, value);
        }
    }

    private static void EnableControllers(string group)
    {
        var available = File.ReadAllText(Path.Combine(group, "cgroup.controllers")).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        foreach (var controller in available.Intersect(WantedControllers))
            File.WriteAllText(Path.Combine(group, "cgroup.subtree_control"), "+" + controller);
    }

    private static string[] ReadLines(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (IOException)
        {
            // The group, or its last process, went away meanwhile.
            return [];
        }
    }

    private sealed record Hierarchy(string Path, bool IsUnified);
}
