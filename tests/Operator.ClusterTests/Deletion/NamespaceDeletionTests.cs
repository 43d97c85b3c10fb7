using System.Globalization;
using System.Text.Json;
using MiniStack.Operator.ClusterTests.Rest;

namespace MiniStack.Operator.ClusterTests.Deletion;

/// <summary>
/// The namespace controller deletes kind after kind, so that a stack is there without its children, and children without it.
/// <c>MINISTACK_SEED</c> chooses what else differs.
/// </summary>
public sealed class NamespaceDeletionTests(AuditedCluster audited, ITestOutputHelper output) : IClassFixture<AuditedCluster>
{
    private const int Rounds = 3;

    /// <summary>Its migration fails.</summary>
    private const string BrokenImage = "example.test/api:broken";

    /// <summary>What may be held back, while the rest of the namespace goes.</summary>
    private static readonly (string Kind, string Name)[] Holdable =
    [
        ("ministack", "demo"), ("deployment", "demo-api"), ("statefulset", "demo-db"), ("pvc", "demo-db-data"), ("secret", "demo-db"), ("secret", "demo-db-admin"),
        ("service", "demo-db"),
    ];

    private Cluster Cluster => audited.Cluster;

    [Fact]
    public async Task Stacks_go_with_their_namespace_without_a_word()
    {
        var seed = Environment.GetEnvironmentVariable("MINISTACK_SEED") is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : Random.Shared.Next();
        output.WriteLine($"MINISTACK_SEED={seed}");
        audited.Kubelet.FateOf = pod => !Kubelet.IsOfJob(pod) ? PodFate.Run : pod.ToString().Contains(BrokenImage, StringComparison.Ordinal) ? PodFate.Fail : PodFate.Succeed;
        var random = new Random(seed);
        var cases = (from policy in new[] { "Retain", "Delete" }
                     from broken in new[] { false, true }
                     from round in Enumerable.Range(0, Rounds)
                     select (policy, broken, held: Holdable.Where(_ => round > 0 && random.Next(3) == 0).ToList(), delay: random.NextDouble())).ToList();
        await Task.WhenAll(cases.Select(each => DeleteAsync(each.policy, each.broken, each.held, TimeSpan.FromSeconds(each.delay))));

        var complaints = Cluster.Operator.Log.Split('\n').Where(line => line.Contains(" fail:", StringComparison.Ordinal) || line.Contains(" warn:", StringComparison.Ordinal));
        Assert.Empty(complaints);
    }

    private async Task DeleteAsync(string policy, bool isBroken, IReadOnlyList<(string Kind, string Name)> held, TimeSpan delay)
    {
        var ns = await Cluster.CreateNamespaceAsync();
        var what = $"{ns.Name}: {policy}, {(isBroken ? "broken" : "ready")}, held: {string.Join(' ', held)}";
        await ns.ApplyAsync(Stacks.Minimal("demo", "migrate: {command: [migrate]}", spec: $"deletionPolicy: {policy}"));
        await ns.EventuallyStatusAsync("demo", "Ready");
        if (isBroken)
        {
            await Cluster.Admin.PatchAsync(Cluster.Admin.PathOf("ministack", ns.Name, "demo"), $$$"""{"spec":{"api":{"image":"{{{BrokenImage}}}"} } }""");
            await ns.EventuallyStatusAsync("demo", "MigrationFailed");
        }

        foreach (var (kind, name) in held)
        {
            await Cluster.Admin.PatchAsync(
                Cluster.Admin.PathOf(kind, ns.Name, name), """[{"op":"add","path":"/metadata/finalizers","value":["example.test/hold"]}]""", AdminClient.JsonPatch);
        }

        // What the last of the patches set off is to be over: only what follows the deletion is of interest.
        await Task.Delay(TimeSpan.FromSeconds(2) + delay);
        using var stop = new CancellationTokenSource();
        var position = audited.Position;
        var going = await DeleteAsync(ns);
        var stacks = Cluster.Admin.PathOf("ministack", ns.Name);
        var statuses = (await Cluster.Admin.ListAsync($"{stacks}?resourceVersion={going}&resourceVersionMatch=Exact")).Select(Said).ToList();
        Assert.Single(statuses);
        var watch = WatchAsync(stacks, going, statuses, stop.Token);
        // What was on its way when the namespace began to go is no word too many; that it says nothing new, the watch tells.
        await Task.Delay(TimeSpan.FromSeconds(1));
        var gone = audited.Position;
        var free = Holdable.Except(held).ToList();
        foreach (var (kind, name) in policy == "Delete" ? [] : free)
        {
            await ns.EventuallyGoneAsync(kind, name);
        }

        // Time for a word too many.
        await Task.Delay(TimeSpan.FromSeconds(6));
        foreach (var (kind, name) in held)
        {
            await ReleaseAsync(ns, kind, name);
        }

        await Eventually.TrueAsync(
            async () => await Cluster.Admin.FindAsync($"/api/v1/namespaces/{ns.Name}") is null,
            () => $"{what}: the namespace is still there.\n{Cluster.Operator.LastLogLines}");
        await stop.CancelAsync();
        await watch;
        Assert.True(statuses.Distinct().Count() <= 1, $"{what}: {string.Join(" then ", statuses.Distinct())}");

        // A server-side apply is a patch, and makes what is not there.
        var made = audited.Requests(position).Where(request => request is { Verb: "create" } or { Verb: "patch", Code: 201 or 403 })
            .Concat(audited.Requests(gone).Where(request => request is { Verb: "patch", Resource: "ministacks/status" }))
            .Where(request => request.Namespace == ns.Name)
            .ToList();
        Assert.True(made.Count == 0, $"{what}: {string.Join('\n', made)}");
    }

    /// <returns>The resourceVersion from which on the namespace goes.</returns>
    private async Task<string> DeleteAsync(TestNamespace ns)
    {
        using var answer = await Cluster.Admin.SendAsync(HttpMethod.Delete, $"/api/v1/namespaces/{ns.Name}");
        using var going = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.True(going.RootElement.GetProperty("metadata").TryGetProperty("deletionTimestamp", out _), $"{going.RootElement}");
        return going.RootElement.GetProperty("metadata").GetProperty("resourceVersion").GetString()!;
    }

    private async Task ReleaseAsync(TestNamespace ns, string kind, string name)
    {
        var path = Cluster.Admin.PathOf(kind, ns.Name, name);
        await Eventually.TrueAsync(
            async () =>
            {
                if (await Cluster.Admin.FindAsync(path) is not { } found
                    || !found.GetProperty("metadata").TryGetProperty("finalizers", out var finalizers)
                    || finalizers.EnumerateArray().Select(each => each.GetString()).ToList() is not { } names
                    || names.IndexOf("example.test/hold") is not (>= 0 and var index))
                {
                    return true;
                }

                using var answer = await Cluster.Admin.SendAsync(
                    HttpMethod.Patch,
                    path,
                    $$"""[{"op":"test","path":"/metadata/finalizers/{{index}}","value":"example.test/hold"},{"op":"remove","path":"/metadata/finalizers/{{index}}"}]""",
                    AdminClient.JsonPatch);
                return false;
            },
            () => $"{kind} {name} is still held");
    }

    /// <summary>What a stack says of itself.</summary>
    private static string Said(JsonElement stack) => TestNamespace.Condition(stack, "Ready") is { } ready
        ? $"{ready.GetProperty("reason").GetString()}: {ready.GetProperty("message").GetString()}"
        : "";

    private async Task WatchAsync(string stacks, string after, List<string> statuses, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var change in Cluster.Admin.WatchAsync(stacks, cancellationToken, after))
            {
                statuses.Add(Said(change.GetProperty("object")));
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }
}
