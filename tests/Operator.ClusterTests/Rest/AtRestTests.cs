using System.Globalization;

namespace MiniStack.Operator.ClusterTests.Rest;

public sealed class AtRestTests(AuditedCluster audited) : IClassFixture<AuditedCluster>
{
    private const int Stacks = 100;
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task With_a_hundred_ready_stacks_nothing_is_sent_but_the_lease()
    {
        var cluster = audited.Cluster;
        var ns = await cluster.CreateNamespaceAsync();
        await Parallel.ForAsync(0, Stacks, async (i, _) => await ns.ApplyAsync(ClusterTests.Stacks.Minimal($"stack-{i}")));
        var ready = 0;
        await Eventually.TrueAsync(
            async () => (ready = (await cluster.Admin.ListAsync(cluster.Admin.PathOf("ministack", ns.Name)))
                .Count(stack => TestNamespace.Condition(stack, "Ready")?.GetProperty("status").GetString() == "True")) == Stacks,
            () => $"{ready} of {Stacks} stacks are ready.\n{cluster.Operator.LastLogLines}",
            TimeSpan.FromMinutes(5));

        // The pass that wrote the last status is followed by others, for the status itself and for children that changed meanwhile.
        var position = audited.Position;
        var quietSince = DateTime.UtcNow;
        await Eventually.TrueAsync(
            () =>
            {
                if (Unrest(position) is { Count: > 0 })
                {
                    (position, quietSince) = (audited.Position, DateTime.UtcNow);
                }

                return Task.FromResult(DateTime.UtcNow - quietSince > TimeSpan.FromSeconds(3));
            },
            () => $"the operator still sends {string.Join(", ", Unrest(position))}");

        // Here the time that passes is the very thing that is tested.
        await Task.Delay(Rest, TestContext.Current.CancellationToken);

        Assert.Empty(Unrest(position));
    }

    [Fact]
    public async Task A_suspended_stack_is_not_even_thought_of()
    {
        var ns = await audited.Cluster.CreateNamespaceAsync();
        await ns.ApplyAsync(ClusterTests.Stacks.Minimal("demo", spec: "suspend: true"));
        await ns.EventuallyStatusAsync("demo", "Suspended");

        var (passes, since) = (await PassesAsync(), DateTime.UtcNow);
        await Eventually.TrueAsync(
            async () =>
            {
                if (await PassesAsync() is var now && now != passes)
                {
                    (passes, since) = (now, DateTime.UtcNow);
                }

                return DateTime.UtcNow - since > Quiet;
            },
            () => $"the operator has made {passes} passes, and goes on");
    }

    private async Task<double> PassesAsync()
    {
        var text = await audited.Cluster.Operator.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        return text.Split('\n').Where(line => line.StartsWith("operator_reconcile_total{", StringComparison.Ordinal))
            .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
    }

    /// <summary>What goes beyond watching, and keeping the Lease.</summary>
    private List<AuditedRequest> Unrest(long from) =>
        [.. audited.Requests(from).Where(request => request.Verb != "watch" && request.Resource != "leases")];
}
