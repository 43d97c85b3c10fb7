namespace MiniStack.Operator.Runtime.Watching;

/// <summary>How one object in a store changed.</summary>
/// <param name="Old">Null when the object is new to the store.</param>
/// <param name="New">Null when it is gone.</param>
public readonly record struct WatchChange<T>(T? Old, T? New)
    where T : class
{
    /// <summary>The newest known state, the last one of an object that is gone.</summary>
    public T Current => New ?? Old ?? throw new InvalidOperationException("A change has at least one side.");
}
