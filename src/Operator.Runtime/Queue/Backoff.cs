namespace MiniStack.Operator.Runtime.Queue;

/// <summary>Exponential delays with up to 20 % of jitter taken off, so that many clients do not come back as one.</summary>
public sealed class Backoff(TimeSpan first, TimeSpan cap)
{
    private int _failures;

    public TimeSpan Next()
    {
        var delay = Delay(first, cap, _failures++);
        return delay * (1 - (0.2 * Random.Shared.NextDouble()));
    }

    public void Reset() => _failures = 0;

    /// <param name="failures">How many came before; 0 gives <paramref name="first"/>.</param>
    internal static TimeSpan Delay(TimeSpan first, TimeSpan cap, int failures)
    {
        var factor = Math.Pow(2, Math.Min(failures, 30));
        var delay = first * factor;
        return delay < cap ? delay : cap;
    }
}
