using System.Collections.Concurrent;
using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Runtime.Client;

namespace MiniStack.Operator.Controller;

/// <summary>Remembers the passwords that stacks had, since pods tell the former one for longer than any Secret does. See <see cref="FormerPasswords"/>.</summary>
internal sealed class PasswordMemory
{
    private readonly ConcurrentDictionary<ObjectKey, IReadOnlyList<string>> _known = new();

    /// <inheritdoc cref="FormerPasswords.Of"/>
    public IReadOnlyList<string> Remember(ObjectKey key, ObservedStack before, ObservedStack after)
    {
        var all = FormerPasswords.Of(_known.GetValueOrDefault(key, []), before, after);
        _known[key] = FormerPasswords.Keep(all, after);
        return all;
    }

    public void Forget(ObjectKey key) => _known.TryRemove(key, out _);
}
