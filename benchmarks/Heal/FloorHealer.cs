using System.Text;
using System.Text.Json.Nodes;
using MiniStack.ApiPaths;
using MiniStack.Benchmarks.Cluster;

namespace MiniStack.Benchmarks.Heal;

/// <summary>
/// The least that healing takes: on one raw watch event, one write of a body that was made before. It has objects of its own, equal to a
/// stack's children but for the label that the operator watches by.
/// </summary>
internal sealed class FloorHealer : IAsyncDisposable
{
    public const string Name = "floor";
    private const string Label = "bench.ministack.dev/floor";

    private readonly RawClient _client;
    private readonly string _namespace;
    private readonly Dictionary<string, byte[]> _bodies = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _work;
    private Watched? _watched;

    private FloorHealer(RawClient client, string ns)
    {
        (_client, _namespace) = (client, ns);
        _work = Task.WhenAll(Faults.All.Select(fault => fault.Plural).Distinct().Select(FollowAsync));
    }

    /// <param name="client">Of the operator's ServiceAccount.</param>
    /// <param name="stack">Whose children are copied.</param>
    public static async Task<FloorHealer> StartAsync(RawClient client, string ns, string stack, CancellationToken cancellationToken)
    {
        var healer = new FloorHealer(client, ns);
        foreach (var (plural, suffix) in Faults.All.Select(fault => (fault.Plural, fault.Suffix)).Distinct())
        {
            var path = Resources.Child(plural).Item(ns, stack + suffix);
            var live = JsonNode.Parse(await client.SendAsync(HttpMethod.Get, path, cancellationToken: cancellationToken))!.AsObject();
            var body = Copy(live, Name + suffix);
            healer._bodies[plural + suffix] = body;
            await client.SendAsync(HttpMethod.Patch, healer.PathOf(plural, suffix), body, MediaTypes.ApplyPatch, cancellationToken);
        }

        return healer;
    }

    /// <summary>Heals this fault when it comes.</summary>
    public void Expect(Fault fault) => Volatile.Write(ref _watched, new Watched(
        fault.Plural,
        fault.IsDeletion ? """{"type":"DELETED",""" : """{"type":"MODIFIED",""",
        $"\"name\":\"{Name}{fault.Suffix}\"",
        PathOf(fault.Plural, fault.Suffix),
        _bodies[fault.Plural + fault.Suffix]));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private static byte[] Copy(JsonObject live, string name)
    {
        var body = AppliedFields.Of(live, "ministack-operator");
        var metadata = body["metadata"]!;
        metadata["name"] = name;
        metadata["labels"]!.AsObject().Remove("ministack.dev/stack");
        metadata["labels"]![Label] = "true";
        return Encoding.UTF8.GetBytes(body.ToJsonString());
    }

    private ApiPath PathOf(string plural, string suffix) =>
        Resources.Child(plural).Item(_namespace, Name + suffix).With(("fieldManager", "ministack-bench"), ("force", "true"));

    private async Task FollowAsync(string plural)
    {
        await foreach (var line in _client.WatchAsync(
            Resources.Child(plural).Collection(_namespace).With(("timeoutSeconds", "3600"), ("labelSelector", LabelSelector.Has(Label).ToString())), _stop.Token))
        {
            if (_watched is { } watched && watched.Plural == plural && watched.IsIn(line))
            {
                _watched = null;
                await _client.SendAsync(HttpMethod.Patch, watched.Path, watched.Body, MediaTypes.ApplyPatch, _stop.Token);
            }
        }
    }

    private sealed record Watched(string Plural, string Start, string Name, ApiPath Path, byte[] Body)
    {
        public bool IsIn(string line) => line.StartsWith(Start, StringComparison.Ordinal) && line.Contains(Name, StringComparison.Ordinal);
    }
}
