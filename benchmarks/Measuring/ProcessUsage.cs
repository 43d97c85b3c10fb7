using System.Globalization;

namespace MiniStack.Benchmarks.Measuring;

/// <summary>What a process has taken so far, by the kernel's own account.</summary>
/// <param name="CpuSeconds">User and system, of all its threads.</param>
/// <param name="ResidentBytes">Its pages in memory, the mapped files among them.</param>
/// <param name="PeakBytes">The most that was resident at once.</param>
internal sealed record ProcessUsage(double CpuSeconds, long ResidentBytes, long PeakBytes)
{
    /// <summary>The unit of times in <c>/proc/PID/stat</c>: <c>USER_HZ</c>, which is 100 on every architecture.</summary>
    private const double TicksPerSecond = 100;

    public static ProcessUsage Read(int processId)
    {
        // After the name, which may hold spaces, in parentheses.
        var stat = File.ReadAllText($"/proc/{processId}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var ticks = long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
        var status = File.ReadAllLines($"/proc/{processId}/status");
        return new(ticks / TicksPerSecond, Bytes("VmRSS:"), Bytes("VmHWM:"));

        long Bytes(string field) => 1024 * long.Parse(
            status.First(line => line.StartsWith(field, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[1].Split('\t')[^1],
            CultureInfo.InvariantCulture);
    }
}
