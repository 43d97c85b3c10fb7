using System.Diagnostics;
using System.Text.Json;
using System.Threading.Channels;
using MiniStack.ApiPaths;
using MiniStack.Benchmarks.Cluster;

namespace MiniStack.Benchmarks.Heal;

/// <summary>Sees every change of a namespace's stacks and of their children, and when.</summary>
internal sealed class Observer : IAsyncDisposable
{
    private const string StackPlural = "ministacks";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>As long without an event, what a fault has set off is over.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(100);

    private readonly Channel<(long At, string Plural, string Line)> _events = Channel.CreateUnbounded<(long, string, string)>();
    private readonly HashSet<string> _unready = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _work;

    public Observer(RawClient client, string ns)
    {
        _work = Task.WhenAll([
            FollowAsync(client, StackPlural, Resources.Stacks.Collection(ns)),
            .. Faults.All.Select(fault => fault.Plural).Distinct().Select(plural => FollowAsync(client, plural, Resources.Child(plural).Collection(ns))),
        ]);
    }

    /// <summary>The time between the event that shows a fault and the one that shows it put right.</summary>
    /// <exception cref="BenchException">One of them did not come.</exception>
    public async Task<TimeSpan> HealingAsync(Fault fault, string name, CancellationToken cancellationToken)
    {
        var made = await NextAsync(fault.IsMade, "seen", fault, name, cancellationToken);
        var healed = await NextAsync(fault.IsHealed, "put right", fault, name, cancellationToken);
        return Stopwatch.GetElapsedTime(made, healed);
    }

    /// <summary>Until nothing happens any more and every stack is ready.</summary>
    public async Task SilenceAsync(CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (await ReadAsync(Silence, cancellationToken) is not null || _unready.Count > 0)
        {
            if (Stopwatch.GetElapsedTime(started) > Patience)
            {
                throw new BenchException($"After {Patience.TotalSeconds} s there still are changes, or stacks that are not ready: {string.Join(", ", _unready)}.");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task<long> NextAsync(
        Func<string, JsonElement, bool> isIt, string what, Fault fault, string name, CancellationToken cancellationToken)
    {
        while (await ReadAsync(Patience, cancellationToken) is { } seen)
        {
            if (seen.Plural == fault.Plural && seen.Item.GetProperty("metadata").GetProperty("name").GetString() == name && isIt(seen.Change, seen.Item))
            {
                return seen.At;
            }
        }

        throw new BenchException($"The {fault} was not {what} on {name} within {Patience.TotalSeconds} s.");
    }

    /// <returns>Null when there was no event for so long.</returns>
    private async Task<(long At, string Plural, string Change, JsonElement Item)?> ReadAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(patience);
        try
        {
            var (at, plural, line) = await _events.Reader.ReadAsync(timeout.Token);
            var change = JsonDocument.Parse(line).RootElement;
            var item = change.GetProperty("object");
            if (plural == StackPlural)
            {
                Note(item);
            }

            return (at, plural, change.GetProperty("type").GetString()!, item);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private void Note(JsonElement stack)
    {
        var name = stack.GetProperty("metadata").GetProperty("name").GetString()!;
        _ = ReadyStacks.IsReady(stack) ? _unready.Remove(name) : _unready.Add(name);
    }

    private async Task FollowAsync(RawClient client, string plural, ApiPath collection)
    {
        await foreach (var line in client.WatchAsync(collection.With(("timeoutSeconds", "3600")), _stop.Token))
        {
            _events.Writer.TryWrite((Stopwatch.GetTimestamp(), plural, line));
        }
    }
}
