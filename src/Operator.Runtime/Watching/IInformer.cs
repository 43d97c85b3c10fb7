namespace MiniStack.Operator.Runtime.Watching;

/// <summary>What the worker needs of an informer, whatever its kind.</summary>
public interface IInformer
{
    /// <summary>The kind.</summary>
    string Name { get; }

    /// <summary>True once the first list of every namespace is in the store.</summary>
    bool HasSynced { get; }

    /// <summary>Why the last list or watch failed; null once one has worked.</summary>
    string? LastError { get; }

    /// <summary>How long nothing at all has happened, not even a failure; null before it runs.</summary>
    TimeSpan? Silence { get; }

    Task WaitForSyncAsync(CancellationToken cancellationToken);

    /// <summary>Lists and watches until cancelled; never fails, since every error is retried.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}
