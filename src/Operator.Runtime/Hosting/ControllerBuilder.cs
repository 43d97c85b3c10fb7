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

public sealed class ControllerBuilder<T>(IServiceCollection services, ResourceType<T> type)
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly List<Func<IServiceProvider, IRelatedKind>> _related = [];

    /// <summary>Watches a kind that the controller makes: a change of one of its objects reconciles the owner.</summary>
    /// <param name="choose">The type as the connected server serves it, or null when it serves none.</param>
    /// <param name="label">Which objects are watched at all: those that bear it.</param>
    /// <param name="ownerOf">The owner's key, or null for an object that has none.</param>
    public ControllerBuilder<T> Owns<TOwned>(
        Func<ApiDiscovery, ResourceType<TOwned>?> choose, string label, Func<V1ObjectMeta, ObjectKey?> ownerOf)
        where TOwned : class, IKubernetesObject<V1ObjectMeta>
    {
        OperatorBuilder.AddInformer(services, choose, LabelSelector.Has(label), ownerOf);
        _related.Add(provider => new OwnedKind<TOwned>(
            provider.GetRequiredService<Informer<TOwned>>(), provider.GetRequiredService<OwnWrites>()));
        return this;
    }

    /// <summary>
    /// Watches the metadata of a kind that specs merely name: a change of a named object, its deletion included, reconciles the entities
    /// that name it. <see cref="Informer{T}"/> of <see cref="MetadataOnly{TKind}"/> tells its UID and version.
    /// </summary>
    /// <param name="type">From <see cref="ResourceTypeExtensions.AsMetadataOnly"/>.</param>
    /// <param name="referencesOf">The keys of the objects of this kind that an entity names; they need not exist.</param>
    /// <param name="except">A label whose bearers <see cref="Owns"/> watches already, by exactly that label: they are not watched once more.</param>
    public ControllerBuilder<T> References<TKind>(
        ResourceType<MetadataOnly<TKind>> type, Func<T, IEnumerable<ObjectKey>> referencesOf, string? except = null)
        where TKind : class, IKubernetesObject<V1ObjectMeta>
    {
        OperatorBuilder.AddInformer<MetadataOnly<TKind>>(services, _ => type, except is null ? null : LabelSelector.HasNot(except), null);
        _related.Add(provider => new ReferencedKind<T, TKind>(
            provider.GetRequiredService<Informer<T>>(),
            provider.GetRequiredService<Informer<MetadataOnly<TKind>>>(),
            except is null ? null : provider.GetRequiredService<Informer<TKind>>(),
            referencesOf));
        return this;
    }

    public ControllerBuilder<T> AddFinalizer<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TFinalizer>()
        where TFinalizer : class, IEntityFinalizer<T>
    {
        services.AddSingleton<IEntityFinalizer<T>, TFinalizer>();
        return this;
    }

    internal ControllerRegistration<T> Build(IServiceProvider provider) => new(
        type.Kind,
        new FinalizingController<T>(
            type,
            provider.GetRequiredService<IEntityController<T>>(),
            [.. provider.GetServices<IEntityFinalizer<T>>()],
            provider.GetRequiredService<ApiClient>(),
            provider.GetRequiredService<ILogger<FinalizingController<T>>>()),
        [.. _related.Select(create => create(provider))]);
}
