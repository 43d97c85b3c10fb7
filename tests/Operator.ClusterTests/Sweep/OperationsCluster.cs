namespace MiniStack.Operator.ClusterTests.Sweep;

/// <summary>
/// A cluster where all operations run side by side, each in a namespace of its own. Where the operator is to be killed, each is begun so
/// long before that the kill falls into a random moment of it.
/// </summary>
public sealed class OperationsCluster : IAsyncLifetime
{
    /// <summary>Longer than the operator takes to look again at what is not ready.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(7);

    private readonly Cluster _cluster = new() { HasAuditLog = true };
    private readonly HashSet<string> _namespaces = [];
    private readonly Dictionary<Operation, TimeSpan> _durations = [];
    private Dictionary<Operation, IReadOnlyDictionary<string, string>>? _undisturbed;
    private DatabaseSimulator _databases = null!;
    private Kubelet _kubelet = null!;

    public async ValueTask InitializeAsync()
    {
        await _cluster.InitializeAsync();
        _databases = new(_cluster.Admin);
        _kubelet = Kubelet.Start(_cluster.Admin);
        _kubelet.Running = _databases.RunAsync;
        _kubelet.FateOf = pod =>
            !Kubelet.IsOfJob(pod) ? PodFate.Run
            : pod.GetProperty("spec").GetProperty("containers")[0].GetProperty("image").GetString() == Operations.BrokenImage ? PodFate.Fail
            : PodFate.Succeed;
        await _cluster.Admin.CreateAsync("/apis/storage.k8s.io/v1/storageclasses", $$$"""
            {"metadata":{"name":"{{{Operations.GrowingClass}}}"},"provisioner":"disks.example.test","allowVolumeExpansion":true}
            """);
    }

    public async ValueTask DisposeAsync()
    {
        if (_kubelet is not null)
        {
            await _kubelet.DisposeAsync();
        }

        await _cluster.DisposeAsync();
    }

    public Cluster Cluster => _cluster;

    /// <summary>Every namespace that has or had a stack.</summary>
    public IReadOnlySet<string> Namespaces => _namespaces;

    /// <summary>How each operation ends when nothing disturbs it.</summary>
    public async Task<Dictionary<Operation, IReadOnlyDictionary<string, string>>> UndisturbedAsync() => _undisturbed ??= await RunAsync(null, null);

    /// <summary>Kills the operator in the midst of all operations, and waits until each has ended as it does undisturbed.</summary>
    public async Task KillAsync(Random moments) => await RunAsync(moments, await UndisturbedAsync());

    /// <summary>Does every operation, and waits until nothing changes any more.</summary>
    /// <param name="killer">Chooses the moments at which the operator is killed; null lets it live.</param>
    /// <param name="expected">How the operations are to end; null takes it as it comes.</param>
    /// <returns>How each ended.</returns>
    private async Task<Dictionary<Operation, IReadOnlyDictionary<string, string>>> RunAsync(
        Random? killer, Dictionary<Operation, IReadOnlyDictionary<string, string>>? expected)
    {
        var namespaces = new Dictionary<Operation, TestNamespace>();
        foreach (var operation in Operations.All)
        {
            var ns = namespaces[operation] = await _cluster.CreateNamespaceAsync();
            _namespaces.Add(ns.Name);
            await ns.Cluster.Admin.CreateAsync(ns.Cluster.Admin.PathOf("secret", ns.Name), """{"metadata":{"name":"settings"},"stringData":{"value":"1"} }""");
            if (operation.Begins is not null)
            {
                await ns.Cluster.Admin.ApplyAsync(ns.Cluster.Admin.PathOf("ministack", ns.Name, "demo"), operation.Manifest);
            }
        }

        await SettleAsync(namespaces, TimeSpan.FromSeconds(2), (operation, snapshot) => ComplainOfReason(snapshot.Reason(namespaces[operation].Name), operation.Begins));

        var start = DateTime.UtcNow;
        if (killer is null)
        {
            await Task.WhenAll(namespaces.Select(each => each.Key.Act(each.Value)));
        }
        else
        {
            var leads = Operations.All.ToDictionary(operation => operation, operation => _durations[operation] * killer.NextDouble());
            var kill = leads.Values.Max();
            var again = killer.Next(2) == 0 ? (TimeSpan?)null : TimeSpan.FromSeconds(3 * killer.NextDouble());
            await Task.WhenAll(namespaces.Select(each => ActAsync(each.Key, each.Value, kill - leads[each.Key])).Append(KillAsync(kill, again)));
        }

        var ends = await SettleAsync(namespaces, Quiet, (operation, snapshot) => killer is null
            ? ComplainOfReason(snapshot.Reason(namespaces[operation].Name), operation.Ends)
            : ComplainOfState(snapshot.Normalise(namespaces[operation].Name), expected![operation]));
        foreach (var (operation, (_, changedAt)) in killer is null ? ends : [])
        {
            _durations[operation] = changedAt > start ? changedAt - start : TimeSpan.Zero;
        }

        foreach (var (operation, ns) in namespaces)
        {
            Assert.True(await _databases.FindMismatchAsync(ns.Name, "demo") is null, $"{operation}: {await _databases.FindMismatchAsync(ns.Name, "demo")}");
            await _cluster.Admin.DeleteAsync($"/api/v1/namespaces/{ns.Name}");
        }

        return ends.ToDictionary(each => each.Key, each => each.Value.State);
    }

    private static async Task ActAsync(Operation operation, TestNamespace ns, TimeSpan delay)
    {
        await Task.Delay(delay);
        await operation.Act(ns);
    }

    private async Task KillAsync(TimeSpan delay, TimeSpan? again)
    {
        await Task.Delay(delay);
        await _cluster.KillOperatorAsync();
        await _cluster.StartOperatorAsync();
        if (again is { } moment)
        {
            await Task.Delay(moment);
            await _cluster.KillOperatorAsync();
            await _cluster.StartOperatorAsync();
        }
    }

    /// <summary>Waits until every namespace is as asked and nothing in it has changed for a while.</summary>
    /// <returns>How each is, and when it last changed.</returns>
    private async Task<Dictionary<Operation, (IReadOnlyDictionary<string, string> State, DateTime ChangedAt)>> SettleAsync(
        Dictionary<Operation, TestNamespace> namespaces, TimeSpan quiet, Func<Operation, Snapshot, string?> complain)
    {
        var last = namespaces.Keys.ToDictionary(operation => operation, _ => (Version: "", ChangedAt: DateTime.UtcNow));
        var complaints = new List<string>();
        var snapshot = new Snapshot();
        await Eventually.TrueAsync(
            async () =>
            {
                snapshot = await Snapshot.TakeAsync(_cluster.Admin);
                foreach (var (operation, ns) in namespaces)
                {
                    if (snapshot.Version(ns.Name) is var version && version != last[operation].Version)
                    {
                        last[operation] = (version, DateTime.UtcNow);
                    }
                }

                complaints = [.. namespaces.Keys.Select(each =>
                    DateTime.UtcNow - last[each].ChangedAt < quiet ? $"{each}: still changes" : complain(each, snapshot) is { } words ? $"{each}: {words}" : null).OfType<string>()];
                return complaints.Count == 0;
            },
            () => $"{string.Join('\n', complaints)}\n{_cluster.Operator.LastLogLines}",
            TimeSpan.FromMinutes(3));
        return namespaces.ToDictionary(each => each.Key, each => (snapshot.Normalise(each.Value.Name), last[each.Key].ChangedAt));
    }

    private static string? ComplainOfReason(string? reason, string? wanted) => reason == wanted ? null : $"is {reason ?? "not there"}, not {wanted ?? "gone"}";

    private static string? ComplainOfState(IReadOnlyDictionary<string, string> state, IReadOnlyDictionary<string, string> wanted)
    {
        var different = state.Keys.Union(wanted.Keys).Where(key => state.GetValueOrDefault(key) != wanted.GetValueOrDefault(key)).ToList();
        return different.Count == 0
            ? null
            : string.Join('\n', different.Select(key => $"{key} is {state.GetValueOrDefault(key, "not there")}\n  and not {wanted.GetValueOrDefault(key, "not there")}"));
    }
}
