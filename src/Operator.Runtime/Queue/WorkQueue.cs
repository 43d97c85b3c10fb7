using System.Threading.Channels;

namespace MiniStack.Operator.Runtime.Queue;

/// <summary>
/// A queue of keys with client-go's promises: a key waits at most once however often it is added; it is never handed out twice at the
/// same time; and one that is added while being worked on is handed out again afterwards.
/// </summary>
public sealed class WorkQueue<TKey>(TimeProvider time) : IDisposable
    where TKey : notnull
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LastRetry = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Channel<TKey> _ready = Channel.CreateUnbounded<TKey>();
    private readonly Dictionary<TKey, long> _dirty = [];
    private readonly HashSet<TKey> _processing = [];
    private readonly Dictionary<TKey, int> _failures = [];
    private readonly Dictionary<TKey, Delayed> _delayed = [];

    /// <summary>Keys that wait to be worked on, without the delayed ones.</summary>
    public int Depth
    {
        get
        {
            lock (_lock)
            {
                return _dirty.Count;
            }
        }
    }

    public void Add(TKey key)
    {
        lock (_lock)
        {
            AddLocked(key);
        }
    }

    /// <summary>Adds the key later. Of several delays of one key the earliest counts; an <see cref="Add"/> in between makes none void.</summary>
    public void AddAfter(TKey key, TimeSpan delay)
    {
        if (delay <= TimeSpan.Zero)
        {
            Add(key);
            return;
        }

        lock (_lock)
        {
            var due = time.GetUtcNow() + delay;
            if (_delayed.TryGetValue(key, out var earlier))
            {
                if (earlier.Due <= due)
                {
                    return;
                }

                earlier.Timer.Dispose();
            }

            var timer = time.CreateTimer(_ => Fire(key, due), null, delay, Timeout.InfiniteTimeSpan);
            _delayed[key] = new Delayed(due, timer);
        }
    }

    /// <summary>Adds the key after a delay that doubles with every failure, from 10 ms to a minute.</summary>
    /// <param name="failure">A server that asks to be left alone for longer than the delay gets its way.</param>
    /// <returns>The delay.</returns>
    public TimeSpan AddRateLimited(TKey key, Exception? failure = null)
    {
        TimeSpan delay;
        lock (_lock)
        {
            var failures = _failures.GetValueOrDefault(key);
            _failures[key] = failures + 1;
            delay = Backoff.Longer(Backoff.Delay(FirstRetry, LastRetry, failures), failure);
        }

        AddAfter(key, delay);
        return delay;
    }

    /// <summary>Ends the key's row of failures, and whatever was to come later.</summary>
    public void Forget(TKey key)
    {
        lock (_lock)
        {
            _failures.Remove(key);
            if (_delayed.Remove(key, out var delayed))
            {
                delayed.Timer.Dispose();
            }
        }
    }

    /// <summary>Waits for a key and marks it as being worked on until <see cref="Done"/>.</summary>
    /// <returns>The key, and how long it waited.</returns>
    public async ValueTask<(TKey Key, TimeSpan Waited)> GetAsync(CancellationToken cancellationToken)
    {
        var key = await _ready.Reader.ReadAsync(cancellationToken);
        lock (_lock)
        {
            _dirty.Remove(key, out var since);
            _processing.Add(key);
            return (key, time.GetElapsedTime(since));
        }
    }

    public void Done(TKey key)
    {
        lock (_lock)
        {
            _processing.Remove(key);
            if (_dirty.ContainsKey(key))
            {
                _ready.Writer.TryWrite(key);
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var delayed in _delayed.Values)
            {
                delayed.Timer.Dispose();
            }

            _delayed.Clear();
        }
    }

    private void AddLocked(TKey key)
    {
        if (_dirty.TryAdd(key, time.GetTimestamp()) && !_processing.Contains(key))
        {
            _ready.Writer.TryWrite(key);
        }
    }

    private void Fire(TKey key, DateTimeOffset due)
    {
        lock (_lock)
        {
            // A timer that was replaced by an earlier one may still fire once.
            if (_delayed.TryGetValue(key, out var delayed) && delayed.Due == due)
            {
                _delayed.Remove(key);
                delayed.Timer.Dispose();
                AddLocked(key);
            }
        }
    }

    private sealed record Delayed(DateTimeOffset Due, ITimer Timer);
}
