using System.Collections.Concurrent;
using k8s;
using k8s.Models;
using MiniStack.Operator.Core.Diagnosis;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Status;
using MiniStack.Operator.Core.Validation;
using MiniStack.Operator.Runtime.Applying;
using MiniStack.Operator.Runtime.Client;
using MiniStack.Operator.Runtime.Watching;

namespace MiniStack.Operator.Controller;

/// <summary>Applies one child, once it is sure whose object it is about to change.</summary>
internal sealed class ChildApplier(ApiClient client, Applier applier, Stores stores, OwnWrites ownWrites, StackPresence presence)
{
    /// <summary>
    /// Names that something has which the store does not show: it is too new for the watch, or without the label that we watch by. Only
    /// those are asked for; an apply of any other that is not in the store is refused where there is something after all. With each, its stack's UID.
    /// </summary>
    private readonly ConcurrentDictionary<(string Kind, ObjectKey Key), string> _unseen = new();

    /// <summary>As <see cref="ApplyAsync"/>, as a step of its own, for a child of which nothing is read.</summary>
    /// <returns>Whether the child is as wanted.</returns>
    public async Task<bool> TryEnsureAsync<T>(
        V1Alpha1MiniStack stack, string component, ResourceType<T> type, T desired, Steps steps, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        if (FindApplied(stack, type, desired, null) is not null)
        {
            return true;
        }

        var isThere = false;
        await steps.TryAsync(
            component,
            What(type, desired),
            async () => isThere = await WriteAsync(stack, component, type, desired, steps, null, cancellationToken) is not null,
            cancellationToken);
        return isThere;
    }

    /// <param name="newest">The child as an earlier call of this pass returned it; it counts before the store.</param>
    /// <returns>The child as it is now; null while an object that leaves still holds the name.</returns>
    /// <exception cref="FindingException">Somebody else's object has the name, or the server refuses ours.</exception>
    /// <exception cref="ApiException">A conflict: something changed, or has the name unseen. The next pass knows of it.</exception>
    public async Task<T?> ApplyAsync<T>(
        V1Alpha1MiniStack stack,
        string component,
        ResourceType<T> type,
        T desired,
        Steps steps,
        CancellationToken cancellationToken,
        T? newest = null)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        return FindApplied(stack, type, desired, newest) is { } applied
            ? newest ?? applied.Read()
            : await WriteAsync(stack, component, type, desired, steps, newest, cancellationToken);
    }

    public static FindingException Conflict<T>(string component, ResourceType<T> type, string name)
        where T : class, IKubernetesObject<V1ObjectMeta> => new(new Finding(
            component,
            FindingCodes.Conflict,
            $"{type.Kind} {name} exists already and belongs to somebody else; it was not touched.",
            "Delete or rename it, or give the MiniStack another name."));

    /// <summary>The stack's own child, also when somebody has taken away the label that we watch by.</summary>
    /// <param name="isSure">See <see cref="FindAsync"/>.</param>
    public async Task<T?> FindOursAsync<T>(
        V1Alpha1MiniStack stack, ResourceType<T> type, string name, CancellationToken cancellationToken, bool isSure = false)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        await FindAsync(type, new ObjectKey(stack.Metadata.NamespaceProperty, name), cancellationToken, isSure) is { } live
        && OwnershipRules.Decide(stack, live.Metadata) == Ownership.Ours
            ? live
            : null;

    /// <summary>Makes an optional child be there or not.</summary>
    /// <param name="name">The child's.</param>
    /// <param name="desired">Null: it is not to be there.</param>
    /// <param name="known">The stack's own child, if it has one.</param>
    public async Task<T?> ApplyOrRemoveAsync<T>(
        V1Alpha1MiniStack stack,
        string component,
        ResourceType<T> type,
        string name,
        T? desired,
        T? known,
        Steps steps,
        CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        if (desired is not null)
        {
            return await ApplyAsync(stack, component, type, desired, steps, cancellationToken);
        }

        ownWrites.DecidedFrom(type.Kind, new ObjectKey(stack.Metadata.NamespaceProperty, name), known?.Metadata.ResourceVersion);
        await RemoveAsync(type, known, DeletionPropagation.Background, cancellationToken);
        return null;
    }

    public async Task RemoveAsync<T>(
        ResourceType<T> type, T? known, DeletionPropagation propagation, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        if (known is { Metadata.DeletionTimestamp: null })
        {
            await client.DeleteAsync(type, KeyOf(known), known.Metadata.Uid, cancellationToken, propagation);
        }
    }

    /// <summary>What the store has, or what is known to be there though the store does not have it.</summary>
    /// <param name="isSure">Ask the server for whatever the store does not have.</param>
    public async Task<T?> FindAsync<T>(ResourceType<T> type, ObjectKey key, CancellationToken cancellationToken, bool isSure = false)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        if (stores.Of<T>().Get(key) is { } known)
        {
            _unseen.TryRemove((type.Kind, key), out _);
            return known;
        }

        if (!isSure && !_unseen.ContainsKey((type.Kind, key)))
        {
            return null;
        }

        var found = await client.GetAsync(type, key, cancellationToken);
        if (found is null)
        {
            _unseen.TryRemove((type.Kind, key), out _);
        }

        return found;
    }

    /// <summary>Keeps nothing of a stack that is gone.</summary>
    public void Forget(string uid)
    {
        foreach (var (name, _) in _unseen.Where(each => each.Value == uid))
        {
            _unseen.TryRemove(name, out _);
        }
    }

    public static ObjectKey KeyOf(IKubernetesObject<V1ObjectMeta> item) => new(item.Metadata.NamespaceProperty, item.Metadata.Name);

    /// <summary>The stored child where it is as wanted: nearly always, and then it need not be decoded.</summary>
    private Snapshot<T>? FindApplied<T>(V1Alpha1MiniStack stack, ResourceType<T> type, T desired, T? newest)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var key = KeyOf(desired);
        var stored = stores.Of<T>().Find(key);
        ownWrites.DecidedFrom(type.Kind, key, newest?.Metadata.ResourceVersion ?? stored?.ResourceVersion);
        if (stored is not { } known)
        {
            return null;
        }

        _unseen.TryRemove((type.Kind, key), out _);
        var metadata = known.ReadMetadata();
        return (newest is null || newest.Metadata.ResourceVersion == known.ResourceVersion)
            && OwnershipRules.Decide(stack, metadata) == Ownership.Ours
            && applier.IsApplied(type, desired, known, metadata)
                ? known
                : null;
    }

    private async Task<T?> WriteAsync<T>(
        V1Alpha1MiniStack stack, string component, ResourceType<T> type, T desired, Steps steps, T? newest, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var live = newest ?? await FindAsync(type, KeyOf(desired), cancellationToken, isSure: !applier.IsGuarded(type));
        if (live is not null)
        {
            switch (OwnershipRules.Decide(stack, live.Metadata))
            {
                case Ownership.Leaving:
                    steps.AwaitGone(What(type, desired));
                    return null;
                case Ownership.Foreign:
                    throw Conflict(component, type, desired.Metadata.Name);
            }
        }
        else if (Alarm.IsSettled(stack.Status))
        {
            await presence.ThrowIfLeavingAsync(stack, cancellationToken);
        }

        try
        {
            return (await applier.ApplyAsync(type, desired, live, cancellationToken))?.Read() ?? live;
        }
        catch (ApiException exception) when (IsRefusal(exception))
        {
            throw new FindingException(Refused(component, exception, What(type, desired)), exception);
        }
        catch (ApiException exception) when (exception.IsConflict && live is null)
        {
            _unseen[(type.Kind, KeyOf(desired))] = stack.Metadata.Uid;
            throw;
        }
    }

    private static string What<T>(ResourceType<T> type, T desired)
        where T : class, IKubernetesObject<V1ObjectMeta> => $"{type.Kind} {desired.Metadata.Name}";

    private static Finding Refused(string component, ApiException exception, string what) => exception.Reason == "Forbidden"
        ? Refusal.Read(exception.Message, component).ToFinding(component, what)
        : new Finding(component, FindingCodes.InvalidSpec, $"The API server refused {what}: {Quoted.Line(exception.Message)}", "Change the field of the spec that this comes from, and apply it again");

    /// <summary>The request itself is at fault, so that sending it again does not help.</summary>
    private static bool IsRefusal(ApiException exception) => exception.Reason is "Forbidden" or "Invalid" or "BadRequest";
}
