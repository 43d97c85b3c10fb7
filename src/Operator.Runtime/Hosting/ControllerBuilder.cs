using k8s;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;
using MiniStack.Operator.Runtime.Client;
using MiniStack.Operator.Runtime.Watching;

namespace MiniStack.Operator.Runtime.Hosting;

public sealed class ControllerBuilder<T>(IServiceCollection services)
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly List<Func<IServiceProvider, IOwnedKind>> _owned = [];

    /// <summary>Watches a kind that the controller makes: a change of one of its objects reconciles the owner.</summary>
    /// <param name="choose">The type as the connected server serves it, or null when it serves none.</param>
    /// <param name="labelSelector">Which objects are watched at all.</param>
    /// <param name="ownerOf">The owner's key, or null for an object that has none.</param>
    public ControllerBuilder<T> Owns<TOwned>(
        Func<ApiDiscovery, ResourceType<TOwned>?> choose, string labelSelector, Func<TOwned, ObjectKey?> ownerOf)
        where TOwned : class, IKubernetesObject<V1ObjectMeta>
    {
        OperatorBuilder.AddInformer(services, choose, labelSelector, ownerOf);
        _owned.Add(provider => new OwnedKind<TOwned>(provider.GetRequiredService<Informer<TOwned>>()));
        return this;
    }

    internal ControllerRegistration<T> Build(IServiceProvider provider) => new([.. _owned.Select(create => create(provider))]);
}
