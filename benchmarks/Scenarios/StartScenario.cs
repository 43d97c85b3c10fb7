using System.Diagnostics;
using MiniStack.Benchmarks.Cluster;
using MiniStack.Benchmarks.Measuring;
using MiniStack.Lab.ControlPlane;

namespace MiniStack.Benchmarks.Scenarios;

/// <summary>A restart: everything is there and ready, and the operator has to see that nothing is to be done.</summary>
internal sealed class StartScenario(BenchOptions options) : IScenario
{
    private const string Namespace = "bench";

    public string Name => $"start --stacks {options.Stacks}";

    public async Task<IReadOnlyList<Measure>> RunAsync(IProgress<string> progress, CancellationToken cancellationToken)
    {
        await using var cluster = await BenchCluster.StartAsync(
            new ControlPlaneOptions { HasControllerManager = false, AuditLog = true, Progress = progress }, cancellationToken);
        await StackFleet.MakeReadyAsync(cluster, options, Namespace, options.Stacks, cancellationToken);
        List<double> seconds = [], resident = [];
        for (var run = 0; run < options.Runs; run++)
        {
            await using var started = OperatorProcess.Start(options.Operator, cluster, options.OperatorArguments);
            while (await started.MetricAsync("operator_reconcile_total", "", cancellationToken) < options.Stacks)
            {
                await Task.Delay(5, cancellationToken);
            }

            seconds.Add(Stopwatch.GetElapsedTime(started.StartedAt).TotalSeconds);
            await started.WaitUntilReadyAsync(cancellationToken);
            resident.Add(started.Usage.ResidentBytes / 1048576.0);
        }

        return [new("all seen", "s", seconds), new("resident", "MiB", resident)];
    }
}
