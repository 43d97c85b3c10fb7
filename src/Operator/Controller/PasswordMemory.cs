using System.Collections.Concurrent;
using MiniStack.Operator.Core.Planning;

namespace MiniStack.Operator.Controller;

/// <summary>Remembers the passwords that stacks had, since pods tell the former one for longer than any Secret does. See <see cref="FormerPasswords"/>.</summary>
internal sealed class PasswordMemory
{
    /// <summary>By the stack's UID.</summary>
    private readonly ConcurrentDictionary<string, IReadOnlyList<string>> _known = new();

    /// <inheritdoc cref="FormerPasswords.Of"/>
    public IReadOnlyList<string> Remember(string uid, ObservedStack before, ObservedStack after)
    {
        var all = FormerPasswords.Of(_known.GetValueOrDefault(uid, []), before, after);
        _known[uid] = FormerPasswords.Keep(all, after);
        return all;
    }

    public void Forget(string uid) => _known.TryRemove(uid, out _);
}
