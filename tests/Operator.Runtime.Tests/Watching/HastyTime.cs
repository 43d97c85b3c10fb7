namespace MiniStack.Operator.Runtime.Tests.Watching;

/// <summary>A clock that skips every pause of a retry, and remembers how long it was to be.</summary>
internal sealed class HastyTime : TimeProvider
{
    /// <summary>Longer ones guard something, and never fire.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(3);

    private readonly Lock _lock = new();
    private readonly List<TimeSpan> _pauses = [];
    private TimeSpan _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public IReadOnlyList<TimeSpan> Pauses
    {
        get
        {
            lock (_lock)
            {
                return [.. _pauses];
            }
        }
    }

    public void Advance(TimeSpan by)
    {
        lock (_lock)
        {
            _now += by;
        }
    }

    public override long GetTimestamp()
    {
        lock (_lock)
        {
            return _now.Ticks;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime < TimeSpan.Zero || dueTime > LongestPause)
        {
            return System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, period);
        }

        lock (_lock)
        {
            _pauses.Add(dueTime);
            _now += dueTime;
        }

        return System.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
