using k8s.Models;
using Microsoft.Extensions.Time.Testing;
using MiniStack.Operator.Runtime.Reconciliation;
using MiniStack.Operator.Runtime.Tests.Watching;
using static MiniStack.Operator.Runtime.Tests.Watching.ScriptedServer;

namespace MiniStack.Operator.Runtime.Tests.Hosting;

public sealed class RetryTests
{
    private const string Item = """{"metadata":{"name":"a","namespace":"default","resourceVersion":"1"}}""";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_pass_that_failed_for_long_comes_again_as_soon_as_it_asked_for()
    {
        var time = new FakeTimeProvider();
        await using var server = await StartAsync(
            Answer("""{"major":"1","minor":"34","gitVersion":"v1.34.0"}"""), Answer("""{"groups":[]}"""), List("10", null, Item), Watch(WatchEnd.StaysOpen));
        await using var run = await OperatorRun.StartAsync(server, time);
        run.Controller.End = entity => ReconciliationResult<V1ConfigMap>.Failure(entity, "No.", new InvalidOperationException("No."), TimeSpan.FromSeconds(5));
        run.Controller.Go.TrySetResult();

        for (var passes = 1; passes <= 20; passes++)
        {
            var deadline = DateTime.UtcNow + Patience;
            while (run.Lines.Count(line => line.Contains("Failed to reconcile", StringComparison.Ordinal)) < passes)
            {
                Assert.True(DateTime.UtcNow < deadline, $"There were {run.Controller.Began} passes.");
                await Task.Delay(5, TestContext.Current.CancellationToken);
            }

            time.Advance(TimeSpan.FromSeconds(5));
        }
    }
}
