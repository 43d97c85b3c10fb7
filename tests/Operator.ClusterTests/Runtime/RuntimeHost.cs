using k8s.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MiniStack.Operator.Core.Serialization;
using MiniStack.Operator.Runtime.Client;
using MiniStack.Operator.Runtime.Hosting;
using MiniStack.Operator.Runtime.Reconciliation;

namespace MiniStack.Operator.ClusterTests.Runtime;

/// <summary>The runtime in this process, with a controller of the ConfigMaps of one namespace: it knows no MiniStack.</summary>
internal sealed class RuntimeHost : IAsyncDisposable
{
    public static readonly ResourceType<V1ConfigMap> ConfigMaps = new("", "v1", "ConfigMap", "configmaps", CoreJson.Default.V1ConfigMap);
    public static readonly ResourceType<V1Secret> Secrets = new("", "v1", "Secret", "secrets", CoreJson.Default.V1Secret);

    private readonly IHost _host;

    private RuntimeHost(IHost host) => _host = host;

    public IServiceProvider Services => _host.Services;

    public static async Task<RuntimeHost> StartAsync<TController>(
        TestNamespace ns, Action<ControllerBuilder<V1ConfigMap>>? configure = null)
        where TController : class, IEntityController<V1ConfigMap>
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton(_ => new ApiClient(ApiClientConfiguration.Load(ns.Cluster.ControlPlane.AdminKubeconfigPath)));
        var controller = builder.Services
            .AddKubernetesOperator(new OperatorSettings { Namespaces = [ns.Name], Workers = 2 })
            .AddController<TController, V1ConfigMap>(ConfigMaps);
        configure?.Invoke(controller);
        var host = builder.Build();
        await host.StartAsync();
        return new RuntimeHost(host);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}
