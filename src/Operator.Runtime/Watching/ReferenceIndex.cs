using MiniStack.Operator.Runtime.Client;

namespace MiniStack.Operator.Runtime.Watching;

/// <summary>Which entities name an object in their spec, answered without a scan and readable from any thread.</summary>
internal sealed class ReferenceIndex
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ObjectKey, IReadOnlyCollection<ObjectKey>> _targets = [];
    private readonly Dictionary<ObjectKey, HashSet<ObjectKey>> _referrers = [];

    /// <param name="targets">Everything that the entity names now; nothing when it is gone.</param>
    public void Set(ObjectKey entity, IEnumerable<ObjectKey> targets)
    {
        HashSet<ObjectKey> current = [.. targets];
        lock (_lock)
        {
            foreach (var left in _targets.GetValueOrDefault(entity) ?? [])
            {
                if (!current.Contains(left) && _referrers[left].Remove(entity) && _referrers[left].Count == 0)
                {
                    _referrers.Remove(left);
                }
            }

            foreach (var target in current)
            {
                if (!_referrers.TryGetValue(target, out var referrers))
                {
                    _referrers[target] = referrers = [];
                }

                referrers.Add(entity);
            }

            if (current.Count == 0)
            {
                _targets.Remove(entity);
            }
            else
            {
                _targets[entity] = current;
            }
        }
    }

    public IReadOnlyList<ObjectKey> ReferrersOf(ObjectKey target)
    {
        lock (_lock)
        {
            return _referrers.TryGetValue(target, out var referrers) ? [.. referrers] : [];
        }
    }
}
