using System.Text.RegularExpressions;

namespace MiniStack.Lab.Host;

/// <summary>
/// The node's view of the file system. All programs find their usual paths (sockets' paths may be no longer than 107 bytes,
/// and the kubelet's are partly fixed), and what they write goes to the cluster's own directories.
/// </summary>
internal static class NodeMounts
{
    public const string Volumes = "/var/lib/ministack/volumes";
    public const string Etcd = "/var/lib/etcd";

    /// <summary>The node's configuration files.</summary>
    public const string Configuration = "/run/ministack";

    // What the kubelet sets, and all that it accepts, as in k8s.io/component-helpers/node/util/sysctl.
    private static readonly (string Path, string Value)[] KernelSettings =
    [
        ("vm/overcommit_memory", "1"),
        ("vm/panic_on_oom", "0"),
        ("kernel/panic", "10"),
        ("kernel/panic_on_oops", "1"),
        ("kernel/keys/root_maxkeys", "1000000"),
        ("kernel/keys/root_maxbytes", "25000000"),
    ];

    /// <summary>Must run in a mount namespace of its own whose mounts are private.</summary>
    public static void Apply(string stateDirectory, NodeOptions options)
    {
        // Volumes that pods mount inside other mounts must be seen by the kubelet; the host sees none of it.
        Native.Mount("none", "/", null, Native.Recursive | Native.Shared);
        if (options.PackageRoot is { } packages)
            Native.Mount("overlay", "/usr", "overlay", Native.ReadOnly, $"lowerdir={Regex.Replace(packages, @"[\\:,]", @"\$0")}/usr:/usr");
        Native.Mount("tmpfs", "/run", "tmpfs", 0, "mode=755");
        Shadow("/var/lib", "/run/host-var-lib");
        Native.BindMount(Path.Combine(stateDirectory, "etcd"), Etcd);
        Native.BindMount(Path.Combine(stateDirectory, "kubelet"), "/var/lib/kubelet");
        Native.BindMount(Path.Combine(stateDirectory, "volumes"), Volumes);
        Native.BindMount(options.ImageStore, "/var/lib/containerd");
        Native.BindMount(Path.Combine(stateDirectory, "pod-logs"), "/var/log");
        Directory.CreateDirectory(Configuration);
        HideKernelSettings();
    }

    /// <summary>Shows the kubelet the settings it wants: no namespace has them of its own, so that it would change the whole machine's.</summary>
    private static void HideKernelSettings()
    {
        foreach (var (path, value) in KernelSettings)
        {
            var file = Path.Combine(Configuration, "sysctl", path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, value + "\n");
            Native.Mount(file, "/proc/sys/" + path, null, Native.Bind);
        }
    }

    /// <summary>Makes a directory writable without the host seeing it: an empty one, with the host's subdirectories mounted into it.</summary>
    private static void Shadow(string directory, string original)
    {
        Native.BindMount(directory, original);
        Native.Mount("tmpfs", directory, "tmpfs", 0, "mode=755");
        foreach (var child in new DirectoryInfo(original).EnumerateDirectories().Where(child => child.LinkTarget is null))
            Native.BindMount(child.FullName, Path.Combine(directory, child.Name));
    }
}
