using System.Collections.Concurrent;
using k8s.Models;
using MiniStack.Operator.Runtime.Client;

namespace MiniStack.Operator.Cluster;

/// <summary>
/// Reads the events of a namespace. The API server keeps no index of them, so that every question costs it the whole namespace: stacks that
/// ask within some seconds share one answer.
/// </summary>
/// <param name="missed">Told what was left unread.</param>
public sealed class EventReader(ApiClient client, TimeProvider time, Action<Missed> missed)
{
    private const int PageSize = 500;

    /// <summary>A namespace with more events than this is read in part: a look must not cost more than it tells.</summary>
    private const int MaximumPages = 10;

    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(3);

    /// <summary>For all pages together.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(8);

    private readonly ConcurrentDictionary<string, Answer> _answers = new();

    /// <exception cref="ApiException">The server refused: so it is told to everybody who asks within some seconds.</exception>
    public async Task<IReadOnlyList<Corev1Event>> ReadAsync(string ns, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var answer = _answers.AddOrUpdate(
            ns, _ => Ask(ns, now), (_, known) => now - known.AskedAt < Freshness ? known : Ask(ns, now));
        try
        {
            return await answer.Events.Value.WaitAsync(cancellationToken);
        }
        finally
        {
            Forget(now);
        }
    }

    private Answer Ask(string ns, DateTimeOffset now) => new(now, new Lazy<Task<IReadOnlyList<Corev1Event>>>(() => ListAsync(ns)));

    private async Task<IReadOnlyList<Corev1Event>> ListAsync(string ns)
    {
        // Without the caller's token: others wait for the same answer.
        using var deadline = new CancellationTokenSource(Deadline);
        var events = new List<Corev1Event>();
        string? next = null;
        for (var page = 0; page == 0 || (next is not null && page < MaximumPages); page++)
        {
            var list = await client.ListAsync(ResourceTypes.Event, ns, null, PageSize, next, deadline.Token);
            events.AddRange(list.Items);
            next = list.Continue;
        }

        if (next is not null)
        {
            missed(new Missed("some events", $"namespace {ns} has more than {MaximumPages * PageSize} of them.", IsForbidden: false));
        }

        return events;
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var (ns, answer) in _answers)
        {
            if (now - answer.AskedAt >= Freshness)
            {
                _answers.TryRemove(KeyValuePair.Create(ns, answer));
            }
        }
    }

    private sealed record Answer(DateTimeOffset AskedAt, Lazy<Task<IReadOnlyList<Corev1Event>>> Events);
}
