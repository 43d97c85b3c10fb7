using System.Diagnostics;
using MiniStack.Benchmarks.Broken;
using MiniStack.Benchmarks.Cluster;
using MiniStack.Benchmarks.Measuring;
using MiniStack.Lab.ControlPlane;

namespace MiniStack.Benchmarks.Scenarios;

/// <summary>Many stacks have trouble that nobody sees to: what they cost, and how soon a new one's is told beside them.</summary>
internal sealed class BrokenScenario(BenchOptions options) : IScenario
{
    private const string Namespace = "bench";

    /// <summary>Ready until it breaks, and just starting until it fails; as many of each.</summary>
    private const string Fresh = "fresh";
    private const string Late = "late";

    private const double MiB = 1 << 20;
    private const int Parallelism = 16;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>News are followed more closely for a while.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(2);

    /// <summary>How long a late one is under way before it fails: by then nothing that is watched changes any more.</summary>
    private static readonly TimeSpan Start = TimeSpan.FromSeconds(8);

    public string Name => $"broken --stacks {options.Stacks} --seconds {options.Seconds} --count {options.Count}";

    public async Task<IReadOnlyList<Measure>> RunAsync(IProgress<string> progress, CancellationToken cancellationToken)
    {
        await using var cluster = await BenchCluster.StartAsync(
            new ControlPlaneOptions { ControllerManagerRate = 1000, AuditLog = true, Progress = progress }, cancellationToken);
        await StackFleet.CreateNamespaceAsync(cluster.Admin, Namespace, cancellationToken);
        await using var nodes = new Nodes(cluster.Admin, stack => stack.StartsWith(Late, StringComparison.Ordinal));
        await using var told = new ToldStacks(cluster.Admin, Namespace);
        await using var started = OperatorProcess.Start(options.Operator, cluster, options.OperatorArguments);
        await started.WaitUntilReadyAsync(cancellationToken);

        progress.Report($"Bringing up {options.Stacks + options.Count} stacks");
        await using (var ready = new ReadyStacks(cluster.Admin, Namespace, options.Stacks + options.Count))
        {
            await StackFleet.CreateAsync(cluster.Admin, Namespace, options.Stacks, cancellationToken);
            for (var i = 0; i < options.Count; i++)
            {
                await CreateAsync($"{Fresh}-{i}");
            }

            await ready.WaitAsync(TimeSpan.FromMinutes(10), cancellationToken);
        }

        var atRest = await started.SettleAsync(cancellationToken) / MiB;
        progress.Report("Breaking them, and waiting until it is told");
        var broken = Stopwatch.GetTimestamp();
        await Parallel.ForAsync(
            0,
            options.Stacks,
            new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken },
            async (i, token) => await nodes.BreakAsync($"stack-{i}", TroubleOf(i), token));
        await Task.WhenAll(Enumerable.Range(0, options.Stacks).Select(i => told.WaitAsync($"stack-{i}", TroubleOf(i).Code, Patience, cancellationToken)));
        var allTold = Stopwatch.GetElapsedTime(broken).TotalSeconds;
        progress.Report($"Told after {allTold:0} s; letting it settle for {Settling.TotalMinutes} min");
        await Task.Delay(Settling, cancellationToken);

        progress.Report($"Watching for {options.Seconds} s");
        var allocated = await started.MetricAsync(SteadyScenario.Allocated, "", cancellationToken);
        var (position, since, cpu) = (cluster.Audit.Position, DateTime.UtcNow, started.Usage.CpuSeconds);
        List<double> resident = [];
        for (var second = 0; second < options.Seconds; second++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
            resident.Add(started.Usage.ResidentBytes / MiB);
        }

        var (until, spent) = (DateTime.UtcNow, started.Usage.CpuSeconds - cpu);
        allocated = await started.MetricAsync(SteadyScenario.Allocated, "", cancellationToken) - allocated;
        var requests = new RequestVerbs();
        var seen = cluster.Audit.Read(position, since, until);
        requests.Add(seen);

        progress.Report($"Breaking {options.Count} that are ready and {options.Count} that start");
        List<double> fresh = [], late = [];
        for (var i = 0; i < options.Count; i++)
        {
            fresh.Add(await BreakAsync($"{Fresh}-{i}", TroubleOf(i)));
            await CreateAsync($"{Late}-{i}");
            await nodes.PodAsync($"{Late}-{i}", cancellationToken);
            await Task.Delay(Start, cancellationToken);
            late.Add(await BreakAsync($"{Late}-{i}", TroubleOf(i)));
        }

        var memory = new Measure("resident", "MiB", resident);
        return
        [
            new("requests a second, but for watches and the lease", "1/s", [seen.Count(each => each.Verb != "watch" && !each.IsLease) / (until - since).TotalSeconds]),
            .. requests.Measures("get", "list", "patch", "create"),
            new("processor time a minute", "s", [spent * 60 / (until - since).TotalSeconds]),
            new("allocated a minute", "MiB", [allocated / MiB * 60 / (until - since).TotalSeconds]),
            memory,
            new("resident with the same stacks Ready", "MiB", [atRest]),
            new("resident: ratio", "×", [memory.Median / atRest]),
            new("most resident memory", "MiB", [started.Usage.PeakBytes / MiB]),
            new("all break at once: the last is told after", "s", [allTold]),
            new("one more that was Ready breaks: told after", "s", fresh),
            new($"one more that started {Start.TotalSeconds:0} s before fails: told after", "s", late),
        ];

        Task CreateAsync(string name) => cluster.Admin.SendAsync(
            HttpMethod.Post, Resources.Stacks.Collection(Namespace), StackManifest.Json(name), cancellationToken: cancellationToken);

        async Task<double> BreakAsync(string stack, Trouble trouble)
        {
            var before = Stopwatch.GetTimestamp();
            await nodes.BreakAsync(stack, trouble, cancellationToken);
            await told.WaitAsync(stack, trouble.Code, Patience, cancellationToken);
            return Stopwatch.GetElapsedTime(before).TotalSeconds;
        }
    }

    private static Trouble TroubleOf(int i) => Trouble.All[i % Trouble.All.Count];
}
