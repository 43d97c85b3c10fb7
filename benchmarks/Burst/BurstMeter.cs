using System.Diagnostics;
using MiniStack.Benchmarks.Cluster;
using MiniStack.Benchmarks.Measuring;

namespace MiniStack.Benchmarks.Burst;

/// <summary>What one burst took: time, requests, and the processor time of all who had a part in it.</summary>
internal static class BurstMeter
{
    /// <summary>In the name of a figure, between the side and the requests of one verb and kind that it counts.</summary>
    public const string OneKind = ":   ";

    /// <summary>Requests a stack: fewer are one client's few at its start.</summary>
    private const double WorthTelling = 0.1;

    /// <param name="side">Begins the name of every figure.</param>
    /// <param name="operatorId">Its process, where one runs.</param>
    /// <returns>One value a figure; the first is the time, the third the processor time, both in seconds.</returns>
    public static async Task<IReadOnlyList<Measure>> MeasureAsync(
        string side, BenchCluster cluster, int stacks, int? operatorId, Func<Task> burst, CancellationToken cancellationToken)
    {
        Dictionary<string, int> processes = new(cluster.ControlPlane.ProcessIds);
        if (operatorId is { } id)
        {
            processes["operator"] = id;
        }

        // What was made before is not to be collected within.
        GC.Collect();
        var countsBefore = await RequestCounts.ReadAsync(cluster.Admin, cancellationToken);
        processes["bench"] = Environment.ProcessId;
        var cpuBefore = ReadCpu(processes);
        var started = Stopwatch.GetTimestamp();
        await burst();
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var cpu = ReadCpu(processes);
        var counts = (await RequestCounts.ReadAsync(cluster.Admin, cancellationToken)).Since(countsBefore);
        return
        [
            new($"{side}: all Ready", "s", [seconds]),
            new($"{side}: stacks a second", "1/s", [stacks / seconds]),
            new($"{side}: CPU of all", "s", [cpu.Values.Sum() - cpuBefore.Values.Sum()]),
            .. cpu.OrderBy(each => each.Key, StringComparer.Ordinal)
                .Select(each => new Measure($"{side}: CPU of {each.Key}", "s", [each.Value - cpuBefore[each.Key]])),
            new($"{side}: refused writes a stack", "", [counts.Refused / stacks]),
            .. Requests("writes", counts.Writes),
            .. Requests("Events", counts.Events),
            .. Requests("reads", counts.Reads),
        ];

        IEnumerable<Measure> Requests(string what, IEnumerable<KeyValuePair<string, double>> counted) =>
        [
            new($"{side}: {what} a stack", "", [counted.Sum(each => each.Value) / stacks]),
            .. counted.Where(each => each.Value >= stacks * WorthTelling).OrderBy(each => each.Key, StringComparer.Ordinal)
                .Select(each => new Measure($"{side}{OneKind}{each.Key}", "", [each.Value / stacks])),
        ];
    }

    private static Dictionary<string, double> ReadCpu(Dictionary<string, int> processes) =>
        processes.ToDictionary(each => each.Key, each => ProcessUsage.Read(each.Value).CpuSeconds);
}
