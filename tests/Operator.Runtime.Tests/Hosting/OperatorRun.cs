using System.Collections.Concurrent;
using k8s;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MiniStack.Operator.Runtime.Client;
using MiniStack.Operator.Runtime.Hosting;
using MiniStack.Operator.Runtime.Reconciliation;
using MiniStack.Operator.Runtime.Tests.Watching;
using MiniStack.Operator.Runtime.Watching;

namespace MiniStack.Operator.Runtime.Tests.Hosting;

/// <summary>An operator with one controller, of ConfigMaps.</summary>
internal sealed class OperatorRun : IAsyncDisposable
{
    private static readonly ResourceType<V1ConfigMap> ConfigMaps = new("", "v1", "ConfigMap", "configmaps", TestJson.Default.V1ConfigMap);

    private readonly IHost _host;

    private OperatorRun(IHost host) => _host = host;

    public OperatorHealth Health => _host.Services.GetRequiredService<OperatorHealth>();

    public Informer<V1ConfigMap> Informer => _host.Services.GetRequiredService<Informer<V1ConfigMap>>();

    public WaitingController Controller => (WaitingController)_host.Services.GetRequiredService<IEntityController<V1ConfigMap>>();

    public Task Stopped => _host.WaitForShutdownAsync();

    public ConcurrentQueue<string> Lines { get; } = new();

    public static async Task<OperatorRun> StartAsync(
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
        var lines = new LogLines();
        builder.Logging.AddProvider(lines);
        var run = new OperatorRun(builder.Build());
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
