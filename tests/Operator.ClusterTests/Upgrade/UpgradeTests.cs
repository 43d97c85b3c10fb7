using System.Text.Json;

namespace MiniStack.Operator.ClusterTests.Upgrade;

public sealed class UpgradeTests(NextBuild next) : IClassFixture<NextBuild>, IAsyncLifetime
{
    private readonly Cluster _cluster = new();
    private Kubelet? _kubelet;

    public async ValueTask InitializeAsync()
    {
        await _cluster.InitializeAsync();
        _kubelet = Kubelet.Start(_cluster.Admin);
    }

    public async ValueTask DisposeAsync()
    {
        if (_kubelet is not null)
        {
            await _kubelet.DisposeAsync();
        }

        await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task An_operator_of_another_build_rolls_nothing_whose_spec_stays()
    {
        var ns = await _cluster.CreateNamespaceAsync();
        await ns.ApplyAsync(Stacks.Minimal("demo"));
        await ns.EventuallyStatusAsync("demo", "Ready");
        var (api, database) = (Generation(await ns.GetAsync("deployment", "demo-api")), Generation(await ns.GetAsync("statefulset", "demo-db")));

        // The new build looks at the stack: what is missing comes back, and nothing else happens.
        await _cluster.StopOperatorAsync();
        await _cluster.StartOperatorAsync(next.Program);
        await ProveWorkAsync(ns);
        Assert.Equal((api, database), (Generation(await ns.GetAsync("deployment", "demo-api")), Generation(await ns.GetAsync("statefulset", "demo-db"))));

        // A change of the spec brings the new template, of that workload alone.
        await PatchAsync(ns, """{"metadata":{"annotations":{"ministack.dev/restartedAt":"2030-01-01T00:00:00Z"} } }""");
        var rolled = await ns.EventuallyAsync("deployment", "demo-api", found => Generation(found) > api);
        Assert.Equal(NextBuild.GracePeriod, GracePeriod(rolled));
        Assert.StartsWith($"{NextBuild.Number}", Revision(rolled), StringComparison.Ordinal);
        await ns.EventuallyStatusAsync("demo", "Ready");
        Assert.Equal(database, Generation(await ns.GetAsync("statefulset", "demo-db")));

        // The old build does not know the new template, and leaves it alone while it still scales it.
        await _cluster.StopOperatorAsync();
        await _cluster.StartOperatorAsync();
        await ProveWorkAsync(ns);
        await PatchAsync(ns, """{"spec":{"api":{"replicas":3}}}""");
        var scaled = await ns.EventuallyAsync("deployment", "demo-api", found => found.GetProperty("spec").GetProperty("replicas").GetInt32() == 3);
        Assert.Equal(NextBuild.GracePeriod, GracePeriod(scaled));
        Assert.StartsWith($"{NextBuild.Number}", Revision(scaled), StringComparison.Ordinal);
        Assert.Equal(database, Generation(await ns.GetAsync("statefulset", "demo-db")));
    }

    /// <summary>Waits until the operator that runs now has gone over the whole stack: it puts back the last thing that is applied.</summary>
    private async Task ProveWorkAsync(TestNamespace ns)
    {
        var uid = (await ns.GetAsync("service", "demo-api")).GetProperty("metadata").GetProperty("uid").GetString();
        await _cluster.Admin.DeleteAsync(_cluster.Admin.PathOf("service", ns.Name, "demo-api"));
        await ns.EventuallyAsync("service", "demo-api", found => found.GetProperty("metadata").GetProperty("uid").GetString() != uid);
        await ns.EventuallyStatusAsync("demo", "Ready");
    }

    private Task<JsonElement> PatchAsync(TestNamespace ns, string patch) =>
        _cluster.Admin.PatchAsync(_cluster.Admin.PathOf("ministack", ns.Name, "demo"), patch);

    private static long Generation(JsonElement item) => item.GetProperty("metadata").GetProperty("generation").GetInt64();

    private static string Revision(JsonElement item) =>
        item.GetProperty("metadata").GetProperty("annotations").GetProperty("ministack.dev/template-revision").GetString()!;

    private static int GracePeriod(JsonElement item) =>
        item.GetProperty("spec").GetProperty("template").GetProperty("spec").GetProperty("terminationGracePeriodSeconds").GetInt32();
}
