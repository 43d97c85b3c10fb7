using System.Collections.Concurrent;
using k8s;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using MiniStack.Operator.Runtime.Client;
using MiniStack.Operator.Runtime.Hosting;
using MiniStack.Operator.Runtime.Reconciliation;
using MiniStack.Operator.Runtime.Tests.Watching;
using MiniStack.Operator.Runtime.Watching;
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
        await using var run = await Run.StartAsync(server, TimeProvider.System, controller => controller.Owns(
            _ => asked++ == 0 ? new ResourceType<V1ConfigMap>("", "v1", "ConfigMap", "configmaps", TestJson.Default.V1ConfigMap) : null, "a", _ => null));

        await run.Stopped.WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.Contains("ConfigMap", run.Health.Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reconcile_that_does_not_end_is_told_after_a_while()
    {
        var time = new FakeTimeProvider();
        await using var server = await StartAsync(Version, Groups, List("10", null, Item), Watch(WatchEnd.StaysOpen));
        await using var run = await Run.StartAsync(server, time);
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
        await using var run = await Run.StartAsync(server, time, subscribe: _ => release.Wait());
        await Until(() => run.Informer.Store.Count > 0);

        time.Advance(TimeSpan.FromMinutes(16));

        Assert.Contains("informer of ConfigMap has done nothing for 16 minutes", run.Health.Trouble, StringComparison.Ordinal);
        release.Set();

        // Time goes on only as long as the informer tries.
        var passing = new FakeTimeProvider();
        var start = passing.GetUtcNow();
        await using var refusing = await StartAsync([Version, Groups, .. Enumerable.Repeat(Status(403, "Forbidden"), 500)]);
        await using var waiting = await Run.StartAsync(refusing, passing);
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
        await using var run = await Run.StartAsync(server, time);
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
        await using var run = await Run.StartAsync(server, time);

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

    private sealed class Run : IAsyncDisposable
    {
        private readonly IHost _host;

        private Run(IHost host) => _host = host;

        public OperatorHealth Health => _host.Services.GetRequiredService<OperatorHealth>();

        public Informer<V1ConfigMap> Informer => _host.Services.GetRequiredService<Informer<V1ConfigMap>>();

        public WaitingController Controller => (WaitingController)_host.Services.GetRequiredService<IEntityController<V1ConfigMap>>();

        public Task Stopped => _host.WaitForShutdownAsync();

        public ConcurrentQueue<string> Lines { get; } = new();

        public static async Task<Run> StartAsync(
            ScriptedServer server,
            TimeProvider time,
            Action<ControllerBuilder<V1ConfigMap>>? configure = null,
            Action<WatchChange<V1ConfigMap>>? subscribe = null)
        {
            var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
            builder.Services.AddSingleton(time);
            builder.Services.AddSingleton(_ => new ApiClient(new KubernetesClientConfiguration { Host = server.Url }));
            var controller = builder.Services.AddKubernetesOperator(new OperatorSettings { Workers = 1 })
                .AddController<WaitingController, V1ConfigMap>(ConfigMaps);
            configure?.Invoke(controller);
            var lines = new Lines();
            builder.Logging.AddProvider(lines);
            var run = new Run(builder.Build());
            lines.To = run.Lines;
            run.Informer.Changed += subscribe;
            await run._host.StartAsync();
            return run;
        }

        public async ValueTask DisposeAsync()
        {
            await _host.StopAsync();
            await ((IAsyncDisposable)_host).DisposeAsync();
        }
    }

    private sealed class WaitingController : IEntityController<V1ConfigMap>
    {
        private int _began;

        public int Began => Volatile.Read(ref _began);

        public TaskCompletionSource Go { get; } = new();

        public async Task<ReconciliationResult<V1ConfigMap>> ReconcileAsync(V1ConfigMap entity, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _began);
            await Go.Task.WaitAsync(cancellationToken);
            return ReconciliationResult<V1ConfigMap>.Success(entity);
        }

        public Task<ReconciliationResult<V1ConfigMap>> DeletedAsync(V1ConfigMap entity, CancellationToken cancellationToken) =>
            Task.FromResult(ReconciliationResult<V1ConfigMap>.Success(entity));

        public Task<ReconciliationResult<V1ConfigMap>> VanishedAsync(V1ConfigMap entity, CancellationToken cancellationToken) =>
            Task.FromResult(ReconciliationResult<V1ConfigMap>.Success(entity));
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> To { get; set; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            To.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
