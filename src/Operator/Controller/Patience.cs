using System.Collections.Concurrent;

namespace MiniStack.Operator.Controller;

/// <summary>
/// How long the removal of a stack's data waits for pods, and bears refusals: from this process's first attempt on, however long the stack has
/// been waiting for an operator. A finalizer that stays for ever would hold the whole namespace.
/// </summary>
internal sealed class Patience(TimeProvider time)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, long> _since = new();

    /// <summary>The first call for a stack begins to count.</summary>
    /// <param name="uid">The stack's.</param>
    public bool IsOver(string uid) => time.GetElapsedTime(_since.GetOrAdd(uid, _ => time.GetTimestamp())) > Limit;

    public void Forget(string uid) => _since.TryRemove(uid, out _);
}
