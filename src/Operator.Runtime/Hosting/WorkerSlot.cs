using MiniStack.Operator.Runtime.Client;

namespace MiniStack.Operator.Runtime.Hosting;

/// <summary>What one worker is doing, for whoever wants to know whether it still gets on.</summary>
internal sealed class WorkerSlot(TimeProvider time)
{
    private readonly Lock _lock = new();
    private ObjectKey _key;
    private long? _since;

    /// <summary>Null of a worker that waits.</summary>
    public (ObjectKey Key, TimeSpan Since)? Current
    {
        get
        {
            lock (_lock)
            {
                return _since is { } since ? (_key, time.GetElapsedTime(since)) : null;
            }
        }
    }

    public void Begin(ObjectKey key)
    {
        lock (_lock)
        {
            (_key, _since) = (key, time.GetTimestamp());
        }
    }

    public void End()
    {
        lock (_lock)
        {
            _since = null;
        }
    }
}
