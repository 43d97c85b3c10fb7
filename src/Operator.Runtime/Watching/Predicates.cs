using k8s;
using k8s.Models;

namespace MiniStack.Operator.Runtime.Watching;

/// <summary>Which changes are worth a reconcile.</summary>
public static class Predicates
{
    /// <summary>
    /// Everything but what only touches the status: the spec (its generation), annotations, labels, finalizers, deletion, identity.
    /// Of a kind that has no generation, everything.
    /// </summary>
    public static bool SpecOrMetadataChanged<T>(WatchChange<T> change)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        if (change.Old?.ReadMetadata() is not { } old || change.New?.ReadMetadata() is not { } current)
        {
            return true;
        }

        return old.Uid != current.Uid
            || old.Generation != current.Generation
            || (current.Generation is null && old.ResourceVersion != current.ResourceVersion)
            || old.DeletionTimestamp != current.DeletionTimestamp
            || !SameEntries(old.Annotations, current.Annotations)
            || !SameEntries(old.Labels, current.Labels)
            || !(old.Finalizers ?? []).SequenceEqual(current.Finalizers ?? []);
    }

    /// <summary>Any new state, but not the replay of one already known.</summary>
    public static bool ResourceVersionChanged<T>(WatchChange<T> change)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        change.Old is null || change.New is null || change.Old.ResourceVersion != change.New.ResourceVersion;

    private static bool SameEntries(IDictionary<string, string>? left, IDictionary<string, string>? right)
    {
        if ((left?.Count ?? 0) != (right?.Count ?? 0))
        {
            return false;
        }

        return left is null || left.All(pair => right!.TryGetValue(pair.Key, out var value) && value == pair.Value);
    }
}
