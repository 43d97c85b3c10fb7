using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using MiniStack.Lab.ControlPlane.Processes;

namespace MiniStack.Lab.Host;

/// <summary>
/// The process that made the node's namespaces and waits for its init. The init dies with it, and every process of the node
/// dies with the init, since that is the first of its PID namespace.
/// </summary>
internal static class NodeProcess
{
    /// <summary>Starts it apart from the caller's session and cgroup, so that neither a closed terminal nor a log-out ends the node.</summary>
    /// <returns>Its process id.</returns>
    public static int Start(HostCluster cluster, Cgroups cgroups)
    {
        const string script = """
            umask 022 # The node makes files that pods of any user read.
            log=$1; shift
            while [ "$1" != -- ]; do echo $$ > "$1" || exit 1; shift; done
            shift
            exec setsid unshare --net --mount --pid --fork --kill-child --mount-proc "$@" < /dev/null >> "$log" 2>&1
            """;
        var program = Path.Combine(cluster.ProgramDirectory, "MiniStack.Lab");
        var start = new ProcessStartInfo(
            "/bin/sh",
            ["-c", script, "sh", cluster.LogPath(NodeInit.ComponentName), .. cgroups.SystemProcessFiles, "--", program, NodeInit.Verb, cluster.StateDirectory])
        {
            WorkingDirectory = "/",
        };
        // A .NET that is not where the system looks for it (~/.dotnet) must be found by the node as well.
        if (Environment.GetEnvironmentVariable("DOTNET_ROOT") is null)
            start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        // The user's session must not reach into the node, and an idle init needs little memory.
        start.Environment["PATH"] = HostPackages.SearchPath;
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        foreach (var variable in start.Environment.Keys.Where(IsProxySetting).ToList())
            start.Environment.Remove(variable);
        using var process = Process.Start(start)!;
        return process.Id;
    }

    /// <summary>The record of a process that runs now.</summary>
    public static HostRecord? Record(int processId, int slice) =>
        StartTime(processId) is { } startTime ? new(processId, startTime, BootId(), slice) : null;

    public static bool IsAlive(HostRecord? record) =>
        record is { ProcessId: > 0 } && record.BootId == BootId() && StartTime(record.ProcessId) == record.StartTime;

    /// <summary>Whether it has left the host's network namespace.</summary>
    public static bool HasOwnNetwork(int processId) => Namespace(processId, "net") is { } own && own != Namespace(Environment.ProcessId, "net");

    /// <summary>Ends it and with it the whole node.</summary>
    public static async Task KillAsync(HostRecord record, CancellationToken cancellationToken)
    {
        Native.Signal(record.ProcessId, Native.SigKill);
        await Wait.UntilAsync(
            () => !IsAlive(record), TimeSpan.FromSeconds(20), $"The node's process {record.ProcessId} cannot be killed.", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs a program in the node's mount and network namespaces.</summary>
    public static Task<string> RunInsideAsync(HostRecord record, string program, IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        ProcessRunner.RunOrThrowAsync(
            new("nsenter", ["--target", record.ProcessId.ToString(CultureInfo.InvariantCulture), "--mount", "--net", "--", program, .. arguments]),
            cancellationToken: cancellationToken);

    private static bool IsProxySetting(string variable) => variable.EndsWith("_proxy", StringComparison.OrdinalIgnoreCase);

    private static string BootId() => File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();

    private static string? Namespace(int processId, string kind)
    {
        try
        {
            return File.ResolveLinkTarget($"/proc/{processId}/ns/{kind}", returnFinalTarget: false)?.Name;
        }
        catch (IOException)
        {
            return null;
        }
    }

    // Null for a zombie too: it only waits to be reaped.
    private static long? StartTime(int processId)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{processId}/stat");
            // The second field, the program's name in parentheses, may hold anything.
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : long.Parse(fields[19], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
