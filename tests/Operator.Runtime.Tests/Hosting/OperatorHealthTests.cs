using k8s.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MiniStack.Operator.Runtime.Client;
using MiniStack.Operator.Runtime.Tests.Watching;
using static MiniStack.Operator.Runtime.Tests.Watching.ScriptedServer;

namespace MiniStack.Operator.Runtime.Tests.Hosting;

public sealed class OperatorHealthTests
{
    private const string Item = """{"metadata":{"name":"a","namespace":"default","resourceVersion":"1"}}""";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly ResourceType<V1ConfigMap> ConfigMaps = new("", "v1", "ConfigMap", "configmaps", TestJson.Default.V1ConfigMap);

    [Fact]
    public async Task An_informer_that_ends_brings_the_process_down_though_all_others_run()
    {
        await using var server = await StartAsync(Version, Groups, List("10", null, Item), Watch(WatchEnd.StaysOpen));
        var asked = 0;
        await using var run = await OperatorRun.StartAsync(server, TimeProvider.System, controller => controller.Owns(
            _ => asked++ == 0 ? new ResourceType<V1ConfigMap>("", "v1", "ConfigMap", "configmaps", TestJson.Default.V1ConfigMap) : null, "a", _ => null));

        await run.Stopped.WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.Contains("ConfigMap", run.Health.Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reconcile_that_does_not_end_is_told_after_a_while()
    {
        var time = new FakeTimeProvider();
        await using var server = await StartAsync(Version, Groups, List("10", null, Item), Watch(WatchEnd.StaysOpen));
        await using var run = await OperatorRun.StartAsync(server, time);
        await Until(() => run.Controller.Began > 0);
        time.Advance(TimeSpan.FromMinutes(14));
        Assert.Null(run.Health.Trouble);

        time.Advance(TimeSpan.FromMinutes(2));

        Assert.Contains("default/a has not ended for 16 minutes", run.Health.Trouble, StringComparison.Ordinal);
        run.Controller.Go.TrySetResult();
        await Until(() => run.Health.Trouble?.Contains("default/a", StringComparison.Ordinal) is not true);
    }

    [Fact]
    public async Task An_informer_that_is_stuck_is_told_after_a_while_and_one_that_merely_fails_is_not()
    {
        var time = new FakeTimeProvider();
        using var release = new ManualResetEventSlim();
        await using var server = await StartAsync(Version, Groups, List("10", null, Item), Watch(WatchEnd.StaysOpen));
        await using var run = await OperatorRun.StartAsync(server, time, subscribe: _ => release.Wait());
        await Until(() => run.Informer.Store.Count > 0);

        time.Advance(TimeSpan.FromMinutes(16));

        Assert.Contains("informer of ConfigMap has done nothing for 16 minutes", run.Health.Trouble, StringComparison.Ordinal);
        release.Set();

        // Time goes on only as long as the informer tries.
        var passing = new FakeTimeProvider();
        var start = passing.GetUtcNow();
        await using var refusing = await StartAsync([Version, Groups, .. Enumerable.Repeat(Status(403, "Forbidden"), 500)]);
        await using var waiting = await OperatorRun.StartAsync(refusing, passing);
        await Until(() =>
        {
            if (waiting.Informer.Silence < TimeSpan.FromSeconds(40))
            {
                passing.Advance(TimeSpan.FromSeconds(5));
            }

            return passing.GetUtcNow() - start > TimeSpan.FromMinutes(20);
        });
        Assert.Null(waiting.Health.Trouble);
    }

    [Fact]
    public async Task An_informer_that_does_not_begin_is_told_with_its_kind_and_the_reason()
    {
        var time = new FakeTimeProvider();
        await using var server = await StartAsync(Version, Groups, Status(403, "Forbidden"));
        await using var run = await OperatorRun.StartAsync(server, time);
        await Until(() => run.Informer.LastError is not null);

        await Until(() =>
        {
            time.Advance(TimeSpan.FromSeconds(10));
            return run.Lines.Any(line => line.Contains("still waits for the first list of ConfigMap: Forbidden by script", StringComparison.Ordinal));
        });
        Assert.Equal(["ConfigMap (Forbidden by script)"], run.Health.Unsynced);
    }

    [Fact]
    public async Task Before_anything_runs_nothing_is_wrong()
    {
        var time = new FakeTimeProvider();
        await using var server = await StartAsync();
        await using var run = await OperatorRun.StartAsync(server, time);

        time.Advance(TimeSpan.FromHours(1));

        Assert.Null(run.Health.Trouble);
    }

    private static Func<Microsoft.AspNetCore.Http.HttpContext, Task> Version => Answer("""{"major":"1","minor":"34","gitVersion":"v1.34.0"}""");

    private static Func<Microsoft.AspNetCore.Http.HttpContext, Task> Groups => Answer("""{"groups":[]}""");

    private static async Task Until(Func<bool> condition)
    {
        var deadline = DateTime.UtcNow + Patience;
        while (!condition())
        {
            Assert.True(DateTime.UtcNow < deadline, "Still waiting.");
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }
}
