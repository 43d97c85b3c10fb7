using System.Globalization;

namespace MiniStack.Operator.ClusterTests.Runtime;

public sealed class MetricsTests(Cluster cluster)
{
    [Fact]
    public async Task The_operator_tells_what_it_does()
    {
        var ns = await cluster.CreateNamespaceAsync();
        await using (ns.StartKubelet())
        {
            await ns.ApplyAsync(Stacks.Minimal("demo"));
            await ns.EventuallyStatusAsync("demo", "Ready");
        }

        // The watch brings the status that was written a moment later.
        await Eventually.TrueAsync(
            async () => await ValueAsync("""ministack_stacks{reason="Ready"}""") >= 1, () => "no stack is counted as ready");
        Assert.Equal(1, await ValueAsync("operator_leader"));
        Assert.True(await ValueAsync("""operator_reconcile_total{kind="MiniStack",result="success"}""") > 0);
        Assert.True(await ValueAsync("""operator_reconcile_duration_seconds_count{kind="MiniStack"}""") > 0);
        Assert.InRange(
            await ValueAsync("""operator_last_reconcile_timestamp_seconds{kind="MiniStack"}""") ?? 0,
            await ValueAsync("""operator_first_reconcile_timestamp_seconds{kind="MiniStack"}""") ?? double.MaxValue,
            DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0);
        Assert.True(await ValueAsync("dotnet_gc_allocated_bytes_total") > 0);
        Assert.True(await ValueAsync("""operator_queue_wait_seconds_count{kind="MiniStack"}""") > 0);
        Assert.True(await ValueAsync("""operator_informer_lists_total{kind="MiniStack"}""") > 0);
        Assert.True(await ValueAsync("""operator_informer_watches_total{kind="MiniStack"}""") > 0);
        Assert.NotNull(await ValueAsync("""operator_queue_depth{kind="MiniStack"}"""));
    }

    private async Task<double?> ValueAsync(string name)
    {
        var line = (await cluster.Operator.Http.GetStringAsync("/metrics")).Split('\n').FirstOrDefault(each => each.StartsWith(name + " ", StringComparison.Ordinal));
        return line is null ? null : double.Parse(line[(name.Length + 1)..], CultureInfo.InvariantCulture);
    }
}
