using System.Text.Json;

namespace MiniStack.Benchmarks.Cluster;

/// <summary>Follows the MiniStacks of a namespace, and knows how many are Ready.</summary>
internal sealed class ReadyStacks : IAsyncDisposable
{
    private readonly HashSet<string> _ready = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int _expected;
    private readonly Task _work;

    public ReadyStacks(RawClient client, string ns, int expected)
    {
        _expected = expected;
        _work = FollowAsync(client, ns);
    }

    public int Count => _ready.Count;

    /// <summary>Until all that are expected are Ready.</summary>
    /// <exception cref="TimeoutException">They were not, within the time.</exception>
    public async Task WaitAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            var first = await Task.WhenAny(_all.Task, _work).WaitAsync(patience, cancellationToken);
            await first;
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"Of {_expected} stacks {Count} were Ready after {patience.TotalSeconds:0} s.", exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task FollowAsync(RawClient client, string ns)
    {
        await foreach (var line in client.WatchAsync(Resources.Stacks.Collection(ns), _stop.Token))
        {
            using var change = JsonDocument.Parse(line);
            Take(change.RootElement.GetProperty("object"));
        }
    }

    private void Take(JsonElement stack)
    {
        if (!IsReady(stack))
        {
            return;
        }

        _ready.Add(stack.GetProperty("metadata").GetProperty("name").GetString()!);
        if (_ready.Count == _expected)
        {
            _all.TrySetResult();
        }
    }

    public static bool IsReady(JsonElement stack) =>
        stack.TryGetProperty("status", out var status) && status.TryGetProperty("conditions", out var conditions)
        && conditions.EnumerateArray().Any(each => each.GetProperty("type").GetString() == "Ready" && each.GetProperty("status").GetString() == "True");
}
