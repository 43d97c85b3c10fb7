using System.Text;
using MiniStack.ApiPaths;
using MiniStack.Benchmarks.Cluster;
using MiniStack.Lab.ControlPlane;

namespace MiniStack.Benchmarks.Scenarios;

/// <summary>Many stacks that are Ready, for scenarios that begin there.</summary>
internal static class StackFleet
{
    private const int Parallelism = 16;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    /// <summary>A control plane with an audit log and that many stacks, all in one namespace.</summary>
    public static async Task<BenchCluster> StartClusterAsync(
        BenchOptions options, string ns, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var cluster = await BenchCluster.StartAsync(
            new ControlPlaneOptions { HasControllerManager = false, AuditLog = true, Progress = progress }, cancellationToken);
        try
        {
            progress.Report($"Bringing up {options.Stacks} stacks");
            await MakeReadyAsync(cluster, options, ns, options.Stacks, cancellationToken);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes them, and has an operator bring them up, which is stopped again.</summary>
    public static async Task MakeReadyAsync(BenchCluster cluster, BenchOptions options, string ns, int count, CancellationToken cancellationToken)
    {
        await CreateNamespaceAsync(cluster.Admin, ns, cancellationToken);
        if (count == 0)
        {
            return;
        }

        await using var simulator = new WorkloadSimulator(cluster.Admin);
        await using var ready = new ReadyStacks(cluster.Admin, ns, count);
        await using var maker = OperatorProcess.Start(options.Operator, cluster, options.OperatorArguments);
        await maker.WaitUntilReadyAsync(cancellationToken);
        await CreateAsync(cluster.Admin, ns, count, cancellationToken);
        await ready.WaitAsync(Patience, cancellationToken);
    }

    public static Task CreateNamespaceAsync(RawClient client, string ns, CancellationToken cancellationToken) =>
        client.SendAsync(
            HttpMethod.Post, ApiResource.Namespaces.Collection(null), Encoding.UTF8.GetBytes($$$"""{"metadata":{"name":"{{{ns}}}"}}"""), cancellationToken: cancellationToken);

    /// <summary>Named <c>stack-0</c> and so on.</summary>
    public static Task CreateAsync(RawClient client, string ns, int count, CancellationToken cancellationToken) =>
        Parallel.ForAsync(
            0,
            count,
            new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken },
            async (i, token) => await client.SendAsync(
                HttpMethod.Post, Resources.Stacks.Collection(ns), StackManifest.Json($"stack-{i}"), cancellationToken: token));
}
