using Microsoft.Extensions.Time.Testing;
using MiniStack.Operator.Runtime.Queue;

namespace MiniStack.Operator.Runtime.Tests.Queue;

public sealed class WorkQueueTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly WorkQueue<string> _queue;

    public WorkQueueTests() => _queue = new WorkQueue<string>(_time);

    public void Dispose() => _queue.Dispose();

    [Fact]
    public async Task A_key_added_twice_is_handed_out_once()
    {
        _queue.Add("a");
        _queue.Add("a");
        _queue.Add("b");

        Assert.Equal(["a", "b"], await DrainAsync());
    }

    [Fact]
    public async Task A_key_added_while_it_is_worked_on_comes_again_only_after_done()
    {
        _queue.Add("a");
        var (key, _) = await _queue.GetAsync(TestContext.Current.CancellationToken);
        _queue.Add("a");

        Assert.Empty(await DrainAsync());

        _queue.Done(key);
        Assert.Equal(["a"], await DrainAsync());
    }

    [Fact]
    public async Task A_delayed_key_comes_when_its_time_has_come()
    {
        _queue.AddAfter("a", TimeSpan.FromSeconds(5));
        _time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Empty(await DrainAsync());

        _time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Equal(["a"], await DrainAsync());
    }

    [Fact]
    public async Task A_key_with_nothing_left_to_do_does_not_come_again()
    {
        _queue.AddAfter("a", TimeSpan.FromSeconds(5));
        _queue.Forget("a");
        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Empty(await DrainAsync());
    }

    [Theory]
    [InlineData(5, 2)]
    [InlineData(2, 5)]
    public async Task Of_several_delays_the_earliest_counts_and_the_key_comes_once(int first, int second)
    {
        _queue.AddAfter("a", TimeSpan.FromSeconds(first));
        _queue.AddAfter("a", TimeSpan.FromSeconds(second));

        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(["a"], await DrainAsync());
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Empty(await DrainAsync());
    }

    [Fact]
    public void Failures_of_a_key_double_its_delay_up_to_two_minutes_until_it_is_forgotten()
    {
        var delays = Enumerable.Range(0, 16).Select(_ => _queue.AddRateLimited("a").TotalSeconds).ToList();

        Assert.Equal([0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 60, 60, 60], delays, new Tolerance());
        Assert.Equal(0.01, _queue.AddRateLimited("b").TotalSeconds, 3);

        _queue.Forget("a");
        Assert.Equal(0.01, _queue.AddRateLimited("a").TotalSeconds, 3);
    }

    [Fact]
    public async Task The_wait_is_told_with_the_key()
    {
        _queue.Add("a");
        _time.Advance(TimeSpan.FromSeconds(3));

        var (_, waited) = await _queue.GetAsync(TestContext.Current.CancellationToken);

        Assert.Equal(TimeSpan.FromSeconds(3), waited);
    }

    [Fact]
    public async Task Under_many_producers_no_key_is_worked_on_twice_at_once_and_none_is_lost()
    {
        const int Keys = 20;
        const int AddsPerProducer = 2_000;
        var active = new int[Keys];
        var seen = new int[Keys];
        var added = new int[Keys];
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var queue = new WorkQueue<int>(TimeProvider.System);

        var workers = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (true)
            {
                var (key, _) = await queue.GetAsync(stop.Token);
                Assert.Equal(1, Interlocked.Increment(ref active[key]));
                Volatile.Write(ref seen[key], Volatile.Read(ref added[key]));
                Interlocked.Decrement(ref active[key]);
                queue.Done(key);
            }
        })).ToList();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(producer => Task.Run(() =>
        {
            var random = new Random(producer);
            for (var i = 0; i < AddsPerProducer; i++)
            {
                var key = random.Next(Keys);
                Interlocked.Increment(ref added[key]);
                queue.Add(key);
            }
        })));

        var deadline = DateTime.UtcNow.AddSeconds(20);
        while (!seen.SequenceEqual(added) && DateTime.UtcNow < deadline)
        {
            await Task.Yield();
        }

        await stop.CancelAsync();
        foreach (var worker in workers)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => worker);
        }

        Assert.Equal(added, seen);
    }

    /// <summary>Everything that is ready now, left as being worked on.</summary>
    private async Task<List<string>> DrainAsync()
    {
        var keys = new List<string>();
        using var now = new CancellationTokenSource();
        while (_queue.Depth > 0)
        {
            var get = _queue.GetAsync(now.Token);
            if (!get.IsCompleted)
            {
                // Dirty, but held back because the key is being worked on.
                await now.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => get.AsTask());
                break;
            }

            keys.Add((await get).Key);
        }

        return keys;
    }

    private sealed class Tolerance : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) < 0.001;

        public int GetHashCode(double value) => 0;
    }
}
