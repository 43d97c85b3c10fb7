using MiniStack.Operator.Runtime.LeaderElection;

namespace MiniStack.Operator.ClusterTests.Runtime;

/// <summary>Two operators with a cluster of their own; the tests run one after the other.</summary>
public sealed class LeaderElectionTests(LeaderElectionTests.ClusterWithoutOperator fixture) : IClassFixture<LeaderElectionTests.ClusterWithoutOperator>
{
    private Cluster Cluster => fixture.Cluster;

    [Fact]
    public async Task One_of_two_works_and_a_stop_hands_over()
    {
        await using var first = await StartAsync("first");
        await UntilHolderAsync("first");
        await using var second = await StartAsync("second");
        Assert.Equal("1", await LeaderGaugeAsync(first));
        Assert.Equal("0", await LeaderGaugeAsync(second));
        Assert.DoesNotContain("Started", second.Log, StringComparison.Ordinal);

        await Signals.TerminateAsync(first.Id);
        await UntilExitAsync(first);
        Assert.Equal(0, first.ExitCode);
        Assert.Contains("Released lease", first.Log, StringComparison.Ordinal);

        await UntilHolderAsync("second");
        await Eventually.TrueAsync(async () => await LeaderGaugeAsync(second) == "1", () => second.LastLogLines);
        await SeeItWorkAsync(second);
    }

    [Fact]
    public async Task A_holder_that_was_suspended_finds_its_lease_taken_and_exits()
    {
        await using var first = await StartAsync("suspended");
        await UntilHolderAsync("suspended");
        await using var second = await StartAsync("successor");

        await Signals.SuspendAsync(first.Id);
        await UntilHolderAsync("successor");
        await Signals.ResumeAsync(first.Id);

        await UntilExitAsync(first);
        Assert.Equal(Leadership.LostExitCode, first.ExitCode);
        Assert.Single(first.Log.Split('\n'), line => line.Contains("Lost lease ministack-system/ministack-operator", StringComparison.Ordinal));
        Assert.Equal("successor", await HolderAsync());
        await SeeItWorkAsync(second);
    }

    [Fact]
    public async Task A_holder_that_is_cut_off_exits_and_the_other_takes_over()
    {
        var (forwarder, kubeconfig) = TcpForwarder.Start(Cluster.ControlPlane.Server, Cluster.OperatorKubeconfig);
        await using var way = forwarder;
        await using var first = await OperatorProcess.StartAsync(kubeconfig, identity: "cut-off");
        File.Delete(kubeconfig);
        await UntilHolderAsync("cut-off");
        await using var second = await StartAsync("heir");

        forwarder.Cut();
        await UntilExitAsync(first);
        Assert.Equal(Leadership.LostExitCode, first.ExitCode);
        Assert.Single(first.Log.Split('\n'), line => line.Contains("it could not be renewed for 10 s", StringComparison.Ordinal));

        await UntilHolderAsync("heir");
        await SeeItWorkAsync(second);
    }

    [Fact]
    public async Task One_that_was_killed_goes_on_at_once_under_its_own_name()
    {
        await using (var killed = await StartAsync("pod"))
        {
            await UntilHolderAsync("pod");
            await killed.KillAsync();
        }

        var transitions = await TransitionsAsync();
        await using var again = await StartAsync("pod");

        await Eventually.TrueAsync(async () => await LeaderGaugeAsync(again) == "1", () => again.LastLogLines);
        Assert.DoesNotContain("Waiting for lease", again.Log, StringComparison.Ordinal);
        Assert.Equal(transitions, await TransitionsAsync());
    }

    private Task<OperatorProcess> StartAsync(string identity) => OperatorProcess.StartAsync(Cluster.OperatorKubeconfig, identity: identity);

    private async Task SeeItWorkAsync(OperatorProcess leader)
    {
        var ns = await Cluster.CreateNamespaceAsync();
        await ns.ApplyAsync(Stacks.Minimal("demo"));
        await Eventually.TrueAsync(async () => await ns.FindAsync("statefulset", "demo-db") is not null, () => leader.LastLogLines);
    }

    private static Task UntilExitAsync(OperatorProcess process) =>
        Eventually.TrueAsync(() => Task.FromResult(process.ExitCode is not null), () => $"it runs on: {process.LastLogLines}");

    private async Task UntilHolderAsync(string identity)
    {
        var holder = "";
        await Eventually.TrueAsync(async () => (holder = await HolderAsync()) == identity, () => $"the lease is held by '{holder}'");
    }

    private async Task<string> HolderAsync() =>
        await Cluster.FindAsync("ministack-system", "lease", "ministack-operator") is { } lease
            ? lease.GetProperty("spec").GetProperty("holderIdentity").GetString()!
            : "";

    private async Task<int> TransitionsAsync() =>
        (await Cluster.FindAsync("ministack-system", "lease", "ministack-operator"))!.Value.GetProperty("spec").GetProperty("leaseTransitions").GetInt32();

    private static async Task<string?> LeaderGaugeAsync(OperatorProcess process) =>
        (await process.Http.GetStringAsync("/metrics")).Split('\n').FirstOrDefault(line => line.StartsWith("operator_leader ", StringComparison.Ordinal))?.Split(' ')[1];

    public sealed class ClusterWithoutOperator : IAsyncLifetime
    {
        public Cluster Cluster { get; } = new() { StartsOperator = false };

        public ValueTask InitializeAsync() => Cluster.InitializeAsync();

        public ValueTask DisposeAsync() => Cluster.DisposeAsync();
    }
}
