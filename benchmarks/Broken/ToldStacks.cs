using System.Collections.Concurrent;
using System.Text.Json;
using MiniStack.Benchmarks.Cluster;

namespace MiniStack.Benchmarks.Broken;

/// <summary>Follows the MiniStacks of a namespace, and knows of which the operator has told what is wrong.</summary>
internal sealed class ToldStacks : IAsyncDisposable
{
    private readonly ConcurrentDictionary<(string Stack, string Code), TaskCompletionSource> _told = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _work;

    public ToldStacks(RawClient client, string ns) => _work = FollowAsync(client, ns);

    /// <summary>Until the stack's diagnosis has that code.</summary>
    /// <exception cref="TimeoutException">It had not, within the time.</exception>
    public async Task WaitAsync(string stack, string code, TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            await (await Task.WhenAny(Of(stack, code).Task, _work).WaitAsync(patience, cancellationToken));
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"{code} of {stack} was not told within {patience.TotalSeconds:0} s.", exception);
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
            var stack = change.RootElement.GetProperty("object");
            if (stack.TryGetProperty("status", out var status) && status.TryGetProperty("diagnosis", out var diagnosis))
            {
                Of(stack.GetProperty("metadata").GetProperty("name").GetString()!, diagnosis.GetProperty("code").GetString()!).TrySetResult();
            }
        }
    }

    private TaskCompletionSource Of(string stack, string code) =>
        _told.GetOrAdd((stack, code), _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}
