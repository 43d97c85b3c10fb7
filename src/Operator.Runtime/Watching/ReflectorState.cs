namespace MiniStack.Operator.Runtime.Watching;

/// <summary>Where a reflector stands, after the model of kube-rs's watcher.</summary>
public enum ReflectorState
{
    /// <summary>Nothing is known, or what is known is too old to resume from.</summary>
    Empty,

    /// <summary>A list is in the store and its resourceVersion at hand: a watch can begin.</summary>
    Listed,

    /// <summary>The watch is open.</summary>
    Watching,
}
