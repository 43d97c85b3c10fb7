namespace MiniStack.Operator.Runtime.Watching;

/// <summary>What the worker needs of an informer, whatever its kind.</summary>
public interface IInformer
{
    string Name { get; }

    /// <summary>True once the first list of every namespace is in the store.</summary>
    bool HasSynced { get; }

    Task WaitForSyncAsync(CancellationToken cancellationToken);

    /// <summary>Lists and watches until cancelled; never fails, since every error is retried.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}
