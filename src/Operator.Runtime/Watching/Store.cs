using System.Collections.Concurrent;
using k8s;
using k8s.Models;
using MiniStack.Operator.Runtime.Client;

namespace MiniStack.Operator.Runtime.Watching;

/// <summary>What an informer knows, readable from any thread. Each reader gets an object of its own.</summary>
/// <remarks>Written by the informer's watches alone, one at a time for each namespace.</remarks>
public sealed class Store<T>(Func<V1ObjectMeta, ObjectKey?>? ownerOf = null)
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly Lock _write = new();
    private readonly ConcurrentDictionary<ObjectKey, Snapshot<T>> _objects = new();

    public int Count => _objects.Count;

    public ICollection<ObjectKey> Keys => _objects.Keys;

    public Snapshot<T>? Find(ObjectKey key) => _objects.GetValueOrDefault(key);

    public T? Get(ObjectKey key) => Find(key)?.Read();

    /// <summary>The object's owner; null without a mapping.</summary>
    public ObjectKey? OwnerOf(Snapshot<T> item) => ownerOf?.Invoke(item.ReadMetadata());

    internal WatchChange<T> Set(Snapshot<T> item)
    {
        lock (_write)
        {
            var old = _objects.GetValueOrDefault(item.Key);
            _objects[item.Key] = item;
            return new WatchChange<T>(old, item);
        }
    }

    /// <returns>The removed state, or <paramref name="last"/> when the store had none.</returns>
    internal WatchChange<T> Remove(Snapshot<T> last)
    {
        lock (_write)
        {
            _objects.TryRemove(last.Key, out _);
            return new WatchChange<T>(last, null);
        }
    }

    /// <summary>Takes a new list of one namespace (null: of all) as the whole truth.</summary>
    /// <returns>Every difference, the deletions that no watch has told included.</returns>
    internal IReadOnlyList<WatchChange<T>> Replace(string? ns, IReadOnlyList<Snapshot<T>> items)
    {
        lock (_write)
        {
            var changes = new List<WatchChange<T>>();
            var present = items.Select(item => item.Key).ToHashSet();
            foreach (var (key, old) in _objects)
            {
                if ((ns is null || key.Namespace == ns) && !present.Contains(key))
                {
                    _objects.TryRemove(key, out _);
                    changes.Add(new WatchChange<T>(old, null) { IsFound = true });
                }
            }

            foreach (var item in items)
            {
                // The same version is kept as it is: with what is known of it.
                var old = _objects.GetValueOrDefault(item.Key);
                if (old?.ResourceVersion != item.ResourceVersion)
                {
                    _objects[item.Key] = item;
                    changes.Add(new WatchChange<T>(old, item) { IsFound = true });
                }
            }

            return changes;
        }
    }
}
