using MiniStack.Benchmarks.Cluster;
using MiniStack.Benchmarks.Measuring;

namespace MiniStack.Benchmarks.Scenarios;

/// <summary>Everything is ready and nothing happens: what the operator costs then.</summary>
internal sealed class SteadyScenario(BenchOptions options) : IScenario
{
    public const string ProcessorTime = "processor time";

    /// <summary>The metric that tells the bytes.</summary>
    public const string Allocated = "dotnet_gc_allocated_bytes_total";

    private const string Namespace = "bench";
    private const double MiB = 1 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(5);

    public string Name => $"steady --stacks {options.Stacks} --seconds {options.Seconds}";

    public async Task<IReadOnlyList<Measure>> RunAsync(IProgress<string> progress, CancellationToken cancellationToken)
    {
        await using var cluster = await StackFleet.StartClusterAsync(options, Namespace, progress, cancellationToken);
        return await MeasureAsync(cluster, progress, cancellationToken);
    }

    /// <param name="cluster">With all its stacks ready.</param>
    public async Task<IReadOnlyList<Measure>> MeasureAsync(BenchCluster cluster, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var position = cluster.Audit.Position;
        List<SteadyTimes> rests = [];
        await using (var started = OperatorProcess.Start(options.Operator, cluster, options.OperatorArguments))
        {
            await WaitUntilQuietAsync(cluster, started, cancellationToken);
            for (var run = 0; run < options.Runs; run++)
            {
                progress.Report($"Watching it rest, {run + 1} of {options.Runs}");
                rests.Add(await RestAsync(started, cancellationToken));
            }
        }

        var requests = new RequestVerbs();
        foreach (var rest in rests)
        {
            requests.Add(cluster.Audit.Read(position, rest.From, rest.Until));
        }

        return
        [
            .. requests.Measures("create", "patch", "update", "delete", "get", "list", "watch"),
            new(ProcessorTime, "s", [.. rests.Select(each => each.CpuSeconds)]),
            new("allocated, the scrape that tells it included", "MiB", [.. rests.Select(each => each.AllocatedBytes / MiB)]),
            new("resident", "MiB", [.. rests.Select(each => each.ResidentBytes / MiB)]),
        ];
    }

    private async Task<SteadyTimes> RestAsync(OperatorProcess started, CancellationToken cancellationToken)
    {
        var allocated = await started.MetricAsync(Allocated, "", cancellationToken);
        var from = DateTime.UtcNow;
        var cpu = started.Usage.CpuSeconds;
        await Task.Delay(TimeSpan.FromSeconds(options.Seconds), cancellationToken);
        var usage = started.Usage;
        var until = DateTime.UtcNow;
        return new SteadyTimes(
            from, until, usage.CpuSeconds - cpu, await started.MetricAsync(Allocated, "", cancellationToken) - allocated, usage.ResidentBytes);
    }

    /// <summary>Until it has sent nothing for a while but what keeps the lease and the watches.</summary>
    private static async Task WaitUntilQuietAsync(BenchCluster cluster, OperatorProcess started, CancellationToken cancellationToken)
    {
        await started.WaitUntilReadyAsync(cancellationToken);
        while (true)
        {
            var position = cluster.Audit.Position;
            var since = DateTime.UtcNow;
            await Task.Delay(Quiet, cancellationToken);
            var unrest = cluster.Audit.Read(position, since, DateTime.MaxValue).Where(each => each.Verb != "watch" && !each.IsLease).ToList();
            if (unrest.Count == 0)
            {
                return;
            }

            if (since - started.StartedAt > Patience)
            {
                throw new BenchException(
                    $"The operator does not come to rest: it still sends {string.Join(", ", unrest.Select(each => $"{each.Verb} {each.Resource}").Distinct())}.");
            }
        }
    }
}
