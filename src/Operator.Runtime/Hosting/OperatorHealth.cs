using MiniStack.Operator.Runtime.Watching;

namespace MiniStack.Operator.Runtime.Hosting;

/// <summary>Whether the process does its work. One that stands by, or waits for the API server, does all that is to be done.</summary>
public sealed class OperatorHealth
{
    /// <summary>
    /// Every request has a deadline, and a watch ends within 5 min: what takes as long as this waits for something that does not come, and
    /// only a new process helps.
    /// </summary>
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(15);

    private readonly IReadOnlyList<IInformer> _informers;
    private readonly IReadOnlyList<IControllerWorker> _workers;
    private volatile string? _failure;

    internal OperatorHealth(IEnumerable<IInformer> informers, IEnumerable<IControllerWorker> workers) =>
        (_informers, _workers) = ([.. informers], [.. workers]);

    /// <summary>What keeps the process from its work until it is started anew, as a sentence; null: nothing does.</summary>
    public string? Trouble => _failure ?? StuckWorker() ?? StuckInformer();

    /// <summary>The kinds of which nothing is known yet, each with the reason where there is one.</summary>
    public IReadOnlyList<string> Unsynced =>
    [
        .. _informers.Where(each => !each.HasSynced)
            .Select(each => each.LastError is { } reason ? $"{each.Name} ({reason.TrimEnd('.')})" : each.Name)
            .Distinct(),
    ];

    /// <summary>The process is on its way down.</summary>
    internal void Fail(Exception exception) => _failure = $"The controllers have ended: {exception.Message}";

    private string? StuckWorker() => _workers
        .SelectMany(worker => worker.Running.Where(each => each.Since > Bound).Select(each =>
            $"The reconcile of {worker.Kind} {each.Key} has not ended for {each.Since.TotalMinutes:0} minutes."))
        .FirstOrDefault();

    private string? StuckInformer() => _informers
        .Where(each => each.Silence > Bound)
        .Select(each => $"The informer of {each.Name} has done nothing for {each.Silence!.Value.TotalMinutes:0} minutes.")
        .FirstOrDefault();
}
