namespace MiniStack.Operator.Runtime.Hosting;

/// <summary>One controller with its informers, its queue and its workers.</summary>
internal interface IControllerWorker
{
    /// <summary>Works until cancelled; returns once everything has stopped.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}
