namespace MiniStack.Operator.Runtime.Reconciliation;

/// <summary>How a reconcile ended.</summary>
public sealed record ReconciliationResult<T>
{
    private ReconciliationResult(T entity, string? errorMessage, Exception? error, TimeSpan? requeueAfter)
    {
        (Entity, ErrorMessage, Error, RequeueAfter) = (entity, errorMessage, error, requeueAfter);
    }

    public T Entity { get; }

    public bool IsSuccess => ErrorMessage is null;

    public string? ErrorMessage { get; }

    public Exception? Error { get; }

    /// <summary>When to look again without a change: exactly then after a success; at the latest after a failure, which backs off. Null: no wish.</summary>
    public TimeSpan? RequeueAfter { get; }

    public static ReconciliationResult<T> Success(T entity, TimeSpan? requeueAfter = null) => new(entity, null, null, requeueAfter);

    /// <summary>The same, looked at again no later than asked for; a failure backs off as it does.</summary>
    public ReconciliationResult<T> NoLaterThan(TimeSpan? after) =>
        IsSuccess && after < (RequeueAfter ?? TimeSpan.MaxValue) ? Success(Entity, after) : this;

    /// <summary>The same, but a failure where there was an obstacle, which is tried again.</summary>
    internal ReconciliationResult<T> After(Obstacle? obstacle) =>
        IsSuccess && obstacle is not null ? Failure(Entity, obstacle.Cause.Message, obstacle.Cause, RequeueAfter) : this;

    public static ReconciliationResult<T> Failure(T entity, string message, Exception? error = null, TimeSpan? requeueAfter = null) =>
        new(entity, message, error, requeueAfter);
}
