using MiniStack.Lab.ControlPlane.Processes;

namespace MiniStack.Lab.Host;

/// <summary>What the kernel must know and does not load by itself.</summary>
internal static class KernelModules
{
    private const string Modprobe = "/usr/sbin/modprobe";

    /// <summary>Those not loaded, nor built in.</summary>
    public static IReadOnlyList<string> Missing() =>
    [
        .. File.ReadLines("/proc/filesystems").Any(line => line.Split('\t')[^1] == "overlay") ? [] : (string[])["overlay"],
        // Without it packets between pods would pass Services' rules by.
        .. Directory.Exists("/proc/sys/net/bridge") ? [] : (string[])["br_netfilter"],
    ];

    public static async Task<bool> CanLoadAsync(string module, CancellationToken cancellationToken) =>
        File.Exists(Modprobe)
        && (await ProcessRunner.RunAsync(new(Modprobe, ["--dry-run", module]), cancellationToken: cancellationToken).ConfigureAwait(false)).ExitCode == 0;

    /// <exception cref="ProcessFailedException">The kernel has no such module.</exception>
    public static Task LoadAsync(string module, CancellationToken cancellationToken) =>
        ProcessRunner.RunOrThrowAsync(new(Modprobe, [module]), cancellationToken: cancellationToken);
}
