using System.Collections.Concurrent;
using k8s;
using k8s.Models;
using MiniStack.Operator.Runtime.Client;

namespace MiniStack.Operator.Runtime.Watching;

/// <summary>What an informer knows, readable from any thread. Objects are shared: whoever reads one must not change it.</summary>
/// <remarks>Written by the informer's watches alone, one at a time for each namespace.</remarks>
public sealed class Store<T>(Func<T, ObjectKey?>? ownerOf = null)
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly Lock _write = new();
    private readonly ConcurrentDictionary<ObjectKey, T> _objects = new();

    public int Count => _objects.Count;

    public ICollection<ObjectKey> Keys => _objects.Keys;

    /// <summary>A copy of what is there now.</summary>
    public ICollection<T> Items => _objects.Values;

    public T? Get(ObjectKey key) => _objects.GetValueOrDefault(key);

    /// <summary>The object's owner; null without a mapping.</summary>
    public ObjectKey? OwnerOf(T item) => ownerOf?.Invoke(item);

    internal static ObjectKey KeyOf(T item) => new(item.Metadata.NamespaceProperty ?? "", item.Metadata.Name);

    internal WatchChange<T> Set(T item)
    {
        lock (_write)
        {
            var key = KeyOf(item);
            var old = _objects.GetValueOrDefault(key);
            _objects[key] = item;
            return new WatchChange<T>(old, item);
        }
    }

    /// <returns>The removed state, or <paramref name="last"/> when the store had none.</returns>
    internal WatchChange<T> Remove(T last)
    {
        lock (_write)
        {
            _objects.TryRemove(KeyOf(last), out _);
            return new WatchChange<T>(last, null);
        }
    }

    /// <summary>Takes a new list of one namespace (null: of all) as the whole truth.</summary>
    /// <returns>Every difference, the deletions that no watch has told included.</returns>
    internal IReadOnlyList<WatchChange<T>> Replace(string? ns, IReadOnlyList<T> items)
    {
        lock (_write)
        {
            var changes = new List<WatchChange<T>>();
            var present = items.Select(KeyOf).ToHashSet();
            foreach (var (key, old) in _objects)
            {
                if ((ns is null || key.Namespace == ns) && !present.Contains(key))
                {
                    _objects.TryRemove(key, out _);
                    changes.Add(new WatchChange<T>(old, null));
                }
            }

            foreach (var item in items)
            {
                var key = KeyOf(item);
                var old = _objects.GetValueOrDefault(key);
                _objects[key] = item;
                if (old?.Metadata.ResourceVersion != item.Metadata.ResourceVersion)
                {
                    changes.Add(new WatchChange<T>(old, item));
                }
            }

            return changes;
        }
    }
}
