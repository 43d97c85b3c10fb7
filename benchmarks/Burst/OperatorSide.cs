using System.Text.RegularExpressions;
using MiniStack.Benchmarks.Cluster;
using MiniStack.Benchmarks.Measuring;
using MiniStack.Benchmarks.Scenarios;

namespace MiniStack.Benchmarks.Burst;

/// <summary>One burst that the operator brings up.</summary>
internal static partial class OperatorSide
{
    public const string Name = "operator";

    public static async Task<IReadOnlyList<Measure>> RunAsync(BenchOptions options, IProgress<string> progress, CancellationToken cancellationToken)
    {
        await using var cluster = await BenchCluster.StartAsync(Surroundings.ControlPlane(options.Controllers), cancellationToken);
        await using var surroundings = Surroundings.Start(cluster, options.Controllers, writes: true);
        await using var measured = OperatorProcess.Start(options.Operator, cluster, options.OperatorArguments);
        await measured.WaitUntilReadyAsync(cancellationToken);
        await BringUpAsync(BurstScenario.WarmUpNamespace, BurstScenario.WarmUpStacks);
        await StackFleet.CreateNamespaceAsync(cluster.Admin, BurstScenario.Namespace, cancellationToken);
        await using var ready = new ReadyStacks(cluster.Admin, BurstScenario.Namespace, options.Stacks);
        var measures = await BurstMeter.MeasureAsync(Name, cluster, options.Stacks, measured.Id, BurstAsync, cancellationToken);
        surroundings.ThrowIfRefused();
        var errors = measured.Log.Split('\n').Where(line => ErrorPattern().IsMatch(line)).ToList();
        if (errors.Count > 0)
        {
            progress.Report($"The operator logged {errors.Count} errors; the first: {errors[0]}");
        }

        return
        [
            .. measures,
            new($"{Name}: most resident memory", "MiB", [measured.Usage.PeakBytes / 1048576.0]),
            new($"{Name}: errors in its log", "", [errors.Count]),
        ];

        async Task BurstAsync()
        {
            await StackFleet.CreateAsync(cluster.Admin, BurstScenario.Namespace, options.Stacks, cancellationToken);
            await WaitAsync(ready, options.Stacks);
        }

        async Task BringUpAsync(string ns, int count)
        {
            await StackFleet.CreateNamespaceAsync(cluster.Admin, ns, cancellationToken);
            await using var warm = new ReadyStacks(cluster.Admin, ns, count);
            await StackFleet.CreateAsync(cluster.Admin, ns, count, cancellationToken);
            await WaitAsync(warm, count);
        }

        async Task WaitAsync(ReadyStacks stacks, int count)
        {
            var all = stacks.WaitAsync(BurstScenario.Patience(count), cancellationToken);
            while (await Task.WhenAny(all, Task.Delay(TimeSpan.FromSeconds(1), cancellationToken)) != all)
            {
                measured.ThrowIfEnded();
            }

            await all;
        }
    }

    [GeneratedRegex(@"^\S+ (fail|crit): ")]
    private static partial Regex ErrorPattern();
}
