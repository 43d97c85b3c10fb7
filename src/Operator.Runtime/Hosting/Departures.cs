using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using k8s;
using k8s.Models;
using MiniStack.Operator.Runtime.Client;
using MiniStack.Operator.Runtime.Watching;

namespace MiniStack.Operator.Runtime.Hosting;

/// <summary>
/// The entities that are gone and whose controller is not through with them, each as it was last seen. By UID, not by name alone: one may
/// have a successor before it was looked at.
/// </summary>
internal sealed class Departures<T>
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly ConcurrentDictionary<ObjectKey, ImmutableQueue<Departure>> _byKey = new();

    public void Take(WatchChange<T> change)
    {
        if (change.Old is not { } old || (change.New is { } current && current.ReadMetadata().Uid == old.ReadMetadata().Uid))
        {
            return;
        }

        // A watch tells of a deletion with the last state; that another object has the name tells that the former went unseen.
        var departure = new Departure(old, IsFinal: change is { New: null, IsFound: false });
        _byKey.AddOrUpdate(old.Key, _ => [departure], (_, others) => others.Enqueue(departure));
    }

    /// <summary>The first of that name.</summary>
    public bool TryPeek(ObjectKey key, [NotNullWhen(true)] out Departure? departure)
    {
        departure = _byKey.TryGetValue(key, out var queue) ? queue.Peek() : null;
        return departure is not null;
    }

    /// <summary>Takes the first of that name away.</summary>
    public void Remove(ObjectKey key)
    {
        while (_byKey.TryGetValue(key, out var queue))
        {
            var rest = queue.Dequeue();
            if (rest.IsEmpty ? _byKey.TryRemove(KeyValuePair.Create(key, queue)) : _byKey.TryUpdate(key, rest, queue))
            {
                return;
            }
        }
    }

    /// <param name="Last">The last state that was seen.</param>
    /// <param name="IsFinal">Whether it went in that state.</param>
    public sealed record Departure(Snapshot<T> Last, bool IsFinal);
}
