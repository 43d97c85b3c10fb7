namespace MiniStack.Operator.Runtime.Watching;

/// <summary>When a loop last did anything, for whoever wants to know whether it still does.</summary>
internal sealed class Pulse(TimeProvider time)
{
    private long _last;
    private volatile bool _beats;

    /// <summary>How long the loop has been silent; null of one that is not running.</summary>
    public TimeSpan? Silence => _beats ? time.GetElapsedTime(Volatile.Read(ref _last)) : null;

    public void Beat()
    {
        Volatile.Write(ref _last, time.GetTimestamp());
        _beats = true;
    }
}
