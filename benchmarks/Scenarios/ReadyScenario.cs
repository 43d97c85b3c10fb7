using System.Diagnostics;
using System.Text;
using MiniStack.Benchmarks.Cluster;
using MiniStack.Benchmarks.Measuring;
using MiniStack.Benchmarks.Ready;

namespace MiniStack.Benchmarks.Scenarios;

/// <summary>One stack with real pods on a lab, by the operator and by the same objects as plain manifests, in pairs.</summary>
internal sealed class ReadyScenario(BenchOptions options) : IScenario
{
    private const string Stack = "demo";

    public string Name => "ready";

    public async Task<IReadOnlyList<Measure>> RunAsync(IProgress<string> progress, CancellationToken cancellationToken)
    {
        using var lab = await LabCluster.ConnectAsync(options.Kubeconfig, progress, cancellationToken);

        // Recorded from a run of its own, which also has kubectl's discovery cached and the images' files in memory.
        progress.Report("Recording what the operator makes");
        PlainManifests? plain = null;
        var recorded = "";
        await InNamespaceAsync(lab, async ns =>
        {
            recorded = ns;
            var times = await ApplyStackAsync(lab, ns, cancellationToken);
            plain = await PlainManifests.RecordAsync(lab.Client, ns, Stack, cancellationToken);
            return times;
        });
        List<ReadyTimes> ours = [], theirs = [];
        for (var run = 0; run < options.Runs; run++)
        {
            // Alternately, so that neither side always has the machine that the other left.
            foreach (var isPlain in run % 2 == 0 ? (bool[])[true, false] : [false, true])
            {
                if (isPlain)
                {
                    theirs.Add(await InNamespaceAsync(lab, ns => ApplyPlainAsync(lab, plain!.In(recorded, ns), ns, cancellationToken)));
                }
                else
                {
                    ours.Add(await InNamespaceAsync(lab, ns => ApplyStackAsync(lab, ns, cancellationToken)));
                }
            }

            progress.Report($"Run {run + 1} of {options.Runs}: plain {theirs[^1].All:0.00} s, operator {ours[^1].All:0.00} s");
        }

        Measure all = new("operator: Ready", "s", [.. ours.Select(each => each.All)]);
        Measure floor = new("plain manifests: ready", "s", [.. theirs.Select(each => each.All)]);
        return
        [
            Measure.Ratio("operator to plain manifests", all, floor),
            all,
            floor,
            new("operator: the database ready", "s", [.. ours.Select(each => each.Database)]),
            new("plain manifests: the database ready", "s", [.. theirs.Select(each => each.Database)]),
        ];

        async Task<ReadyTimes> InNamespaceAsync(LabCluster cluster, Func<string, Task<ReadyTimes>> bringUp)
        {
            var ns = await cluster.CreateNamespaceAsync(cancellationToken);
            try
            {
                return await bringUp(ns);
            }
            finally
            {
                await cluster.RemoveNamespaceAsync(ns, CancellationToken.None);
            }
        }
    }

    private static async Task<ReadyTimes> ApplyStackAsync(LabCluster lab, string ns, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var database = DatabaseAsync(lab, ns, started, cancellationToken);
        var ready = lab.UntilAsync(Resources.Stacks, ns, Stack, ReadyStacks.IsReady, cancellationToken);
        await lab.KubectlAsync(null, cancellationToken, "-n", ns, "apply", "-f", Path.Combine(BenchCluster.RepositoryRoot, "config/samples/demo.yaml"));
        await ready;
        return new(await database, Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    private static async Task<ReadyTimes> ApplyPlainAsync(LabCluster lab, PlainManifests manifests, string ns, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var database = DatabaseAsync(lab, ns, started, cancellationToken);
        await lab.KubectlAsync(manifests.First, cancellationToken, "-n", ns, "apply", "-f", "-");
        var databaseReady = await database;

        // Not by kubectl, whose start would be waited for a second time.
        await lab.Client.SendAsync(HttpMethod.Post, Resources.Deployments.Collection(ns), Encoding.UTF8.GetBytes(manifests.Deployment), cancellationToken: cancellationToken);
        await lab.UntilAsync(Resources.Deployments, ns, $"{Stack}-api", WorkloadStatus.IsReady, cancellationToken);
        return new(databaseReady, Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    private static async Task<double> DatabaseAsync(LabCluster lab, string ns, long started, CancellationToken cancellationToken)
    {
        await lab.UntilAsync(Resources.StatefulSets, ns, $"{Stack}-db", WorkloadStatus.IsReady, cancellationToken);
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
