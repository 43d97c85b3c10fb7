using k8s;
using k8s.Models;
using MiniStack.Operator.Runtime.Client;

namespace MiniStack.Operator.Runtime.Watching;

/// <summary>How one object in a store changed.</summary>
/// <param name="Old">Null when the object is new to the store.</param>
/// <param name="New">Null when it is gone.</param>
public readonly record struct WatchChange<T>(Snapshot<T>? Old, Snapshot<T>? New)
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>Found by comparing two lists: what came in between was not seen, an object's last state included.</summary>
    public bool IsFound { get; init; }

    /// <summary>The newest known state, the last one of an object that is gone.</summary>
    public Snapshot<T> Current => New ?? Old ?? throw new InvalidOperationException("A change has at least one side.");
}
