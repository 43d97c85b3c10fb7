using System.Diagnostics.CodeAnalysis;
using k8s;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MiniStack.ApiPaths;
using MiniStack.Operator.Runtime.Client;
using MiniStack.Operator.Runtime.Reconciliation;
using MiniStack.Operator.Runtime.Watching;

namespace MiniStack.Operator.Runtime.Hosting;

/// <summary>Puts controllers and the informers they read into the host's services.</summary>
public sealed class OperatorBuilder(IServiceCollection services)
{
    /// <summary>Registers a controller with its own kind; <see cref="ControllerBuilder{T}.Owns"/> adds the kinds that it makes.</summary>
    public ControllerBuilder<T> AddController<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TController, T>(ResourceType<T> type)
        where TController : class, IEntityController<T>
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        AddInformer(services, _ => type, null, null);
        var controller = new ControllerBuilder<T>(services, type);
        services.AddSingleton<IEntityController<T>, TController>();
        services.AddSingleton(provider => controller.Build(provider));
        services.AddSingleton<IControllerWorker, ControllerWorker<T>>();
        return controller;
    }

    internal static void AddInformer<T>(
        IServiceCollection services, Func<ApiDiscovery, ResourceType<T>?> choose, LabelSelector? labelSelector, Func<V1ObjectMeta, ObjectKey?>? ownerOf)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        services.AddSingleton(provider => new Informer<T>(
            provider.GetRequiredService<ApiClient>(),
            () => choose(provider.GetRequiredService<ClusterConnection>().Discovery),
            provider.GetRequiredService<OperatorSettings>().Namespaces,
            labelSelector,
            ownerOf,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<Informer<T>>>(),
            provider.GetRequiredService<ClusterConnection>().RefreshAsync));
        services.AddSingleton<IInformer>(provider => provider.GetRequiredService<Informer<T>>());
    }
}
