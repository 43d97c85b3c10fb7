using MiniStack.Operator.Runtime.Client;

namespace MiniStack.Operator.Runtime.Watching;

/// <summary>
/// Tells the echo of our own writes from what others change: the pass that wrote knows what it wrote, and another for the watch's event of
/// it would find nothing to do.
/// </summary>
public sealed class OwnWrites
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Kind, ObjectKey Key), Writes> _writes = [];

    /// <summary>From now on, until <see cref="End"/>, changes of the object are held back: the watch may be faster than the answer.</summary>
    public void Begin(string kind, ObjectKey key)
    {
        lock (_lock)
        {
            if (!_writes.TryGetValue((kind, key), out var writes))
            {
                _writes[(kind, key)] = writes = new Writes();
            }

            writes.IsUnderWay = true;
        }
    }

    /// <param name="version">The resourceVersion that the write made; null when it failed.</param>
    public void End(string kind, ObjectKey key, string? version)
    {
        List<Action> foreign = [];
        lock (_lock)
        {
            var writes = _writes[(kind, key)];
            writes.IsUnderWay = false;
            if (version is not null)
            {
                writes.Versions.Add(version);
            }

            foreign.AddRange(writes.Held.Where(each => !writes.Versions.Remove(each.Version ?? "")).Select(each => each.Notify));
            writes.Held.Clear();
            if (writes.Versions.Count == 0)
            {
                _writes.Remove((kind, key));
            }
        }

        foreign.ForEach(notify => notify());
    }

    /// <summary>
    /// A pass has decided from this version of the object. Where our last write is a later one, which the watch is late with, its event is
    /// news to that pass, and will be told.
    /// </summary>
    /// <param name="version">Null: from there being none.</param>
    public void DecidedFrom(string kind, ObjectKey key, string? version)
    {
        lock (_lock)
        {
            if (_writes.TryGetValue((kind, key), out var writes) && !writes.IsUnderWay && writes.Versions[^1] != version)
            {
                _writes.Remove((kind, key));
            }
        }
    }

    /// <summary>Calls <paramref name="notify"/> now or when the write under way has ended, or not at all when the change is that write.</summary>
    /// <param name="version">The resourceVersion of the change; null for a deletion.</param>
    public void Take(string kind, ObjectKey key, string? version, Action notify)
    {
        lock (_lock)
        {
            if (_writes.TryGetValue((kind, key), out var writes))
            {
                if (writes.IsUnderWay)
                {
                    writes.Held.Add((version, notify));
                    return;
                }

                // What a newer change came after will not be told any more.
                var isOurs = writes.Versions.Remove(version ?? "");
                if (!isOurs || writes.Versions.Count == 0)
                {
                    _writes.Remove((kind, key));
                }

                if (isOurs)
                {
                    return;
                }
            }
        }

        notify();
    }

    private sealed class Writes
    {
        public bool IsUnderWay { get; set; }

        /// <summary>Made by us, and not yet told by the watch.</summary>
        public List<string> Versions { get; } = [];

        public List<(string? Version, Action Notify)> Held { get; } = [];
    }
}
