using MiniStack.Operator.Runtime.Client;

namespace MiniStack.Operator.Runtime.Hosting;

/// <summary>One controller with its informers, its queue and its workers.</summary>
internal interface IControllerWorker
{
    /// <summary>Works until cancelled; returns once everything has stopped.</summary>
    /// <exception cref="Exception">An informer or a worker ended before.</exception>
    Task RunAsync(CancellationToken cancellationToken);

    /// <summary>The reconciles that run, and for how long.</summary>
    IEnumerable<(ObjectKey Key, TimeSpan Since)> Running { get; }

    /// <summary>As logs and metrics name it.</summary>
    string Kind { get; }
}
