using MiniStack.Operator.Runtime.Client;

namespace MiniStack.Operator.Runtime.Queue;

/// <summary>Exponential delays with up to 20 % of jitter taken off, so that many clients do not come back as one.</summary>
public sealed class Backoff(TimeSpan first, TimeSpan cap)
{
    private int _failures;

    /// <param name="after">A server that asks to be left alone for longer than the delay gets its way.</param>
    public TimeSpan Next(Exception? after = null)
    {
        var delay = Delay(first, cap, _failures++) * (1 - (0.2 * Random.Shared.NextDouble()));
        return Longer(delay, after);
    }

    public void Reset() => _failures = 0;

    /// <returns>The delay, or what the server that refused has asked for where that is longer.</returns>
    internal static TimeSpan Longer(TimeSpan delay, Exception? refusal) =>
        refusal is ApiException { RetryAfter: { } asked } && asked > delay ? asked : delay;

    /// <param name="failures">How many came before; 0 gives <paramref name="first"/>.</param>
    internal static TimeSpan Delay(TimeSpan first, TimeSpan cap, int failures)
    {
        var factor = Math.Pow(2, Math.Min(failures, 30));
        var delay = first * factor;
        return delay < cap ? delay : cap;
    }
}
