using System.Diagnostics;
using System.Text.RegularExpressions;
using MiniStack.Benchmarks.Cluster;
using MiniStack.Benchmarks.Measuring;

namespace MiniStack.Benchmarks.Scenarios;

/// <summary>A restart: everything is there and ready, and the operator has to see that nothing is to be done.</summary>
internal sealed partial class StartScenario(BenchOptions options) : IScenario
{
    public const string AllSeen = "all seen";
    public const string Resident = "resident, settled";
    public const string BytesReceived = "bytes from the API server";

    private const string Namespace = "bench";
    private const double MiB = 1 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(50);

    public string Name => $"start --stacks {options.Stacks}";

    public async Task<IReadOnlyList<Measure>> RunAsync(IProgress<string> progress, CancellationToken cancellationToken)
    {
        await using var cluster = await StackFleet.StartClusterAsync(options, Namespace, progress, cancellationToken);
        return await MeasureAsync(cluster, progress, cancellationToken);
    }

    /// <param name="cluster">With all its stacks ready.</param>
    public async Task<IReadOnlyList<Measure>> MeasureAsync(BenchCluster cluster, IProgress<string> progress, CancellationToken cancellationToken)
    {
        // First, so that it warms the caches of files for those that are timed.
        progress.Report("Counting bytes in a run of its own");
        var bytes = await CountBytesAsync(cluster, cancellationToken);
        List<StartTimes> starts = [];
        List<double> floor = [];
        var requests = new RequestVerbs();
        for (var run = 0; run < options.Runs; run++)
        {
            progress.Report($"Starting, {run + 1} of {options.Runs}");
            var (times, sent) = await StartAsync(cluster, cancellationToken);
            starts.Add(times);
            requests.Add(sent);
            floor.Add((await ReadAsync(cluster, sent.Where(each => each.Verb == "list"), cancellationToken)).TotalMilliseconds);
        }

        return
        [
            Each("first request received", "ms", start => start.FirstRequest.TotalMilliseconds),
            Each("last of the first lists answered", "ms", start => start.Listed.TotalMilliseconds),
            new("floor: the same lists, by a client that throws them away", "ms", floor),
            .. options.Stacks == 0
                ? []
                : (Measure[])
                [
                    Each("first reconcile done", "s", start => start.FirstReconcile.TotalSeconds),
                    Each(AllSeen, "s", start => start.AllSeen.TotalSeconds),
                ],
            Each(Resident, "MiB", start => start.SettledBytes / MiB),
            Each("resident, peak", "MiB", start => start.PeakBytes / MiB),
            .. requests.Measures("list", "watch"),
            .. bytes,
        ];

        Measure Each(string name, string unit, Func<StartTimes, double> value) => new(name, unit, [.. starts.Select(value)]);
    }

    private async Task<(StartTimes Times, IReadOnlyList<AuditedRequest> Sent)> StartAsync(BenchCluster cluster, CancellationToken cancellationToken)
    {
        var position = cluster.Audit.Position;
        DateTime startedAt, settledAt;
        TimeSpan firstReconcile, allSeen;
        long settled, peak;
        await using (var started = OperatorProcess.Start(options.Operator, cluster, options.OperatorArguments))
        {
            startedAt = started.StartedAt;
            await WaitUntilAllSeenAsync(started, cancellationToken);
            firstReconcile = await SinceStartAsync("operator_first_reconcile_timestamp_seconds");
            allSeen = await SinceStartAsync("operator_last_reconcile_timestamp_seconds");
            settled = await started.SettleAsync(cancellationToken);
            settledAt = DateTime.UtcNow;
            peak = started.Usage.PeakBytes;

            async Task<TimeSpan> SinceStartAsync(string metric) =>
                DateTime.UnixEpoch.AddSeconds(await started.MetricAsync(metric, "", cancellationToken)) - startedAt;
        }

        var sent = cluster.Audit.Read(position, startedAt, settledAt);
        var times = new StartTimes(
            sent.Min(each => each.Received) - startedAt,
            sent.Where(each => each.Verb == "list").Max(each => each.Answered) - startedAt,
            firstReconcile,
            allSeen,
            settled,
            peak);
        return (times, sent);
    }

    /// <summary>Lists at once and the pages of each one after the other, as the operator asks for them.</summary>
    private static async Task<TimeSpan> ReadAsync(BenchCluster cluster, IEnumerable<AuditedRequest> lists, CancellationToken cancellationToken)
    {
        using var client = new RawClient(cluster.OperatorKubeconfig);
        var (uris, since) = (lists.ToLookup(each => Continued().Replace(each.Uri, ""), each => each.Uri), Stopwatch.GetTimestamp());
        await Task.WhenAll(uris.Select(async pages =>
        {
            foreach (var uri in pages)
            {
                await client.SendAsync(HttpMethod.Get, uri, cancellationToken: cancellationToken);
            }
        }));
        return Stopwatch.GetElapsedTime(since);
    }

    /// <summary>By its own count. It is asked seldom, since it answers from the time that it needs: when things happened it tells later.</summary>
    private async Task WaitUntilAllSeenAsync(OperatorProcess started, CancellationToken cancellationToken)
    {
        await started.WaitUntilListedAsync(cancellationToken);
        while (await started.MetricAsync("operator_reconcile_total", "", cancellationToken) is var seen && seen < options.Stacks)
        {
            if (DateTime.UtcNow - started.StartedAt > Patience)
            {
                throw new BenchException($"The operator has seen {seen} of {options.Stacks} stacks in {Patience}.\n{started.LastLogLines}");
            }

            await Task.Delay(Between, cancellationToken);
        }
    }

    private async Task<IReadOnlyList<Measure>> CountBytesAsync(BenchCluster cluster, CancellationToken cancellationToken)
    {
        await using var relay = CountingRelay.Start(cluster);
        await using var started = OperatorProcess.Start(options.Operator, relay.Kubeconfig, options.OperatorArguments);
        await WaitUntilAllSeenAsync(started, cancellationToken);
        return [new(BytesReceived, "KiB", [relay.Received / 1024.0]), new("bytes to the API server", "KiB", [relay.Sent / 1024.0])];
    }

    [GeneratedRegex("&continue=[^&]*")]
    private static partial Regex Continued();
}
