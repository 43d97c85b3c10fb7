using System.Collections.Concurrent;
using k8s.Models;
using MiniStack.ApiPaths;
using MiniStack.Operator.Runtime.Client;

namespace MiniStack.Operator.Cluster;

/// <summary>
/// Reads the events of a namespace. The API server keeps no index of them, so that every question costs it the whole namespace: stacks that
/// ask within some seconds share one answer.
/// </summary>
/// <param name="missed">Told what was left unread.</param>
public sealed class EventReader(ApiClient client, TimeProvider time, Action<Missed> missed)
{
    /// <summary>A namespace with more events than this is read in part: a look must not cost more than it tells.</summary>
    private const int Most = 5000;

    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(8);

    /// <summary>What the operator itself has told of its stacks.</summary>
    private static readonly FieldSelector NotOurs = FieldSelector.IsNot("involvedObject.kind", ResourceTypes.MiniStack.Kind);

    private readonly ConcurrentDictionary<string, Lazy<Task<IReadOnlyList<KnownEvent>>>> _answers = new();

    /// <returns>What is told of the stack's children, and of those of a stack whose name goes on after this one's and a dash.</returns>
    /// <exception cref="ApiException">The server refused: so it is told to everybody who asks within some seconds.</exception>
    public async Task<IReadOnlyList<Corev1Event>> ReadAsync(string ns, string stack, CancellationToken cancellationToken)
    {
        var events = await _answers.GetOrAdd(ns, _ => new(() => AskAsync(ns))).Value.WaitAsync(cancellationToken);
        return [.. events.Where(each => each.Target.StartsWith(stack + "-", StringComparison.Ordinal)).Select(each => each.Event.Read())];
    }

    private Task<IReadOnlyList<KnownEvent>> AskAsync(string ns)
    {
        _ = ForgetAsync(ns);
        return ListAsync(ns);
    }

    private async Task ForgetAsync(string ns)
    {
        await Task.Delay(Freshness, time);
        _answers.TryRemove(ns, out _);
    }

    private async Task<IReadOnlyList<KnownEvent>> ListAsync(string ns)
    {
        // Without the caller's token: others wait for the same answer.
        using var deadline = new CancellationTokenSource(Deadline);
        var page = await client.ListSnapshotsAsync(ResourceTypes.Event, ns, null, Most, null, deadline.Token, NotOurs);
        if (page.Continue is not null)
        {
            missed(new Missed("some events", $"namespace {ns} has more than {Most} of them.", IsForbidden: false));
        }

        return
        [
            .. from each in page.Items
               let target = each.ReadPart(PartialJson.Default.EventTarget).InvolvedObject?.Name
               where target is not null
               select new KnownEvent(target, each),
        ];
    }

    /// <param name="Target">The name of what it is about.</param>
    private sealed record KnownEvent(string Target, Snapshot<Corev1Event> Event);
}
