using MiniStack.Benchmarks.Cluster;
using MiniStack.Benchmarks.Measuring;
using MiniStack.Benchmarks.Scenarios;

namespace MiniStack.Benchmarks.Burst;

/// <summary>One burst by the same writes with no operator: what the API server itself can take.</summary>
internal static class FloorSide
{
    public const string Name = "floor";

    public static async Task<IReadOnlyList<Measure>> RunAsync(BenchOptions options, StackTemplate template, CancellationToken cancellationToken)
    {
        await using var cluster = await BenchCluster.StartAsync(Surroundings.ControlPlane(options.Controllers), cancellationToken);
        await using var surroundings = Surroundings.Start(cluster, options.Controllers, writes: false);
        using var operators = new RawClient(cluster.OperatorKubeconfig);
        var replay = new StackReplay(template, cluster.Admin, operators, surroundings.Workloads);
        await BringUpAsync(BurstScenario.WarmUpNamespace, BurstScenario.WarmUpStacks);
        await StackFleet.CreateNamespaceAsync(cluster.Admin, BurstScenario.Namespace, cancellationToken);
        await using var ready = new ReadyStacks(cluster.Admin, BurstScenario.Namespace, options.Stacks);
        var measures = await BurstMeter.MeasureAsync(Name, cluster, options.Stacks, null, BurstAsync, cancellationToken);
        surroundings.ThrowIfRefused();
        return measures;

        async Task BurstAsync()
        {
            await ReplayAsync(BurstScenario.Namespace, options.Stacks);
            await ready.WaitAsync(BurstScenario.Patience(options.Stacks), cancellationToken);
        }

        async Task BringUpAsync(string ns, int count)
        {
            await StackFleet.CreateNamespaceAsync(cluster.Admin, ns, cancellationToken);
            await using var warm = new ReadyStacks(cluster.Admin, ns, count);
            await ReplayAsync(ns, count);
            await warm.WaitAsync(BurstScenario.Patience(count), cancellationToken);
        }

        Task ReplayAsync(string ns, int count) => Parallel.ForAsync(
            0,
            count,
            new ParallelOptions { MaxDegreeOfParallelism = options.InFlight, CancellationToken = cancellationToken },
            async (i, token) => await replay.RunAsync(ns, $"stack-{i}", token));
    }
}
