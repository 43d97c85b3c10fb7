using k8s;
using k8s.Models;
using MiniStack.Operator.Core.Diagnosis;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Runtime.Applying;
using MiniStack.Operator.Runtime.Client;
using MiniStack.Operator.Runtime.Watching;

namespace MiniStack.Operator.Controller;

/// <summary>Applies one child, once it is sure whose object it is about to change.</summary>
internal sealed class ChildApplier(ApiClient client, Applier applier)
{
    /// <param name="newest">The child as an earlier call of this pass returned it; it counts before the store.</param>
    /// <returns>The child as it is now; null while an object that leaves still holds the name.</returns>
    /// <exception cref="FindingException">Somebody else's object has the name, or the server refuses ours.</exception>
    public async Task<T?> ApplyAsync<T>(
        V1Alpha1MiniStack stack,
        string component,
        ResourceType<T> type,
        Informer<T> informer,
        T desired,
        CancellationToken cancellationToken,
        T? newest = null)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var live = newest ?? await FindAsync(type, informer, KeyOf(desired), cancellationToken);
        if (live is not null)
        {
            switch (OwnershipRules.Decide(stack, live.Metadata))
            {
                case Ownership.Leaving:
                    return null;
                case Ownership.Foreign:
                    throw new FindingException(new Finding(
                        component,
                        FindingCodes.Conflict,
                        $"{type.Kind} {desired.Metadata.Name} exists already and belongs to somebody else; it was not touched.",
                        "Delete or rename it, or give the MiniStack another name."));
            }
        }

        try
        {
            return await applier.ApplyAsync(type, desired, live, cancellationToken);
        }
        catch (ApiException exception) when (exception.Reason is "Forbidden" or "Invalid" or "BadRequest")
        {
            var code = exception.Reason == "Forbidden" ? FindingCodes.Forbidden : FindingCodes.InvalidSpec;
            throw new FindingException(new Finding(
                component, code, $"The API server refused {type.Kind} {desired.Metadata.Name}: {exception.Message}"));
        }
    }

    /// <summary>Reads an object that the store does not have: it may be too new for the watch, or without the label that we watch by.</summary>
    public async Task<T?> FindAsync<T>(ResourceType<T> type, Informer<T> informer, ObjectKey key, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        informer.Store.Get(key) ?? await client.GetAsync(type, key, cancellationToken);

    public static ObjectKey KeyOf(IKubernetesObject<V1ObjectMeta> item) => new(item.Metadata.NamespaceProperty, item.Metadata.Name);
}
