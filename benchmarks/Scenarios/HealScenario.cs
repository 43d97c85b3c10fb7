using System.Text;
using MiniStack.Benchmarks.Cluster;
using MiniStack.Benchmarks.Heal;
using MiniStack.Benchmarks.Measuring;

namespace MiniStack.Benchmarks.Scenarios;

/// <summary>Children are deleted and edited by hand, one at a time; every other fault is the floor's.</summary>
internal sealed class HealScenario(BenchOptions options) : IScenario
{
    private const string Namespace = "bench";

    public string Name => $"heal --stacks {options.Stacks} --count {options.Count}";

    public async Task<IReadOnlyList<Measure>> RunAsync(IProgress<string> progress, CancellationToken cancellationToken)
    {
        await using var cluster = await StackFleet.StartClusterAsync(options, Namespace, progress, cancellationToken);
        await using var simulator = new WorkloadSimulator(cluster.Admin);
        using var client = new RawClient(cluster.OperatorKubeconfig);
        await using var floor = await FloorHealer.StartAsync(client, Namespace, "stack-0", cancellationToken);
        await using var started = OperatorProcess.Start(options.Operator, cluster, options.OperatorArguments);
        await started.WaitUntilReadyAsync(cancellationToken);
        await using var observer = new Observer(cluster.Admin, Namespace);
        await observer.SilenceAsync(cancellationToken);

        // One fault of each kind before those that count: the first of anything is slow on both sides.
        progress.Report($"Making {options.Count} faults, and as many for the floor");
        List<Healing> healings = [];
        for (var i = -Faults.All.Count; i < options.Count; i++)
        {
            var fault = Faults.All[(i + Faults.All.Count) % Faults.All.Count];
            var ours = await MakeAsync($"stack-{(i + Faults.All.Count) % options.Stacks}", fault);
            floor.Expect(fault);
            var theirs = await MakeAsync(FloorHealer.Name, fault);
            if (i >= 0)
            {
                healings.Add(new Healing(fault, ours, theirs));
            }
        }

        return
        [
            .. Measures("all", healings),
            .. Measures("deletions", healings.Where(each => each.Fault.IsDeletion)),
            .. Measures("edits", healings.Where(each => !each.Fault.IsDeletion)),
        ];

        async Task<TimeSpan> MakeAsync(string stack, Fault fault)
        {
            var path = Resources.Child(fault.Plural).Item(Namespace, stack + fault.Suffix);
            _ = fault.Edit is { } edit
                ? await cluster.Admin.SendAsync(HttpMethod.Patch, path, Encoding.UTF8.GetBytes(edit), MediaTypes.MergePatch, cancellationToken)
                : await cluster.Admin.SendAsync(HttpMethod.Delete, path, cancellationToken: cancellationToken);
            try
            {
                var healing = await observer.HealingAsync(fault, stack + fault.Suffix, cancellationToken);
                await observer.SilenceAsync(cancellationToken);
                return healing;
            }
            catch (BenchException)
            {
                started.ThrowIfEnded();
                throw;
            }
        }
    }

    private static IEnumerable<Measure> Measures(string title, IEnumerable<Healing> healings)
    {
        var all = healings.ToList();
        if (all.Count == 0)
        {
            return [];
        }

        Measure ours = new($"{title}: healed", "ms", [.. all.Select(each => each.Operator.TotalMilliseconds)]);
        Measure floor = new($"{title}: floor", "ms", [.. all.Select(each => each.Floor.TotalMilliseconds)]);
        return
        [
            ours,
            floor,
            new($"{title}: ratio of the medians", "×", [ours.Median / floor.Median]),
            new($"{title}: ratio of the p99s", "×", [ours.P99 / floor.P99]),
        ];
    }
}
