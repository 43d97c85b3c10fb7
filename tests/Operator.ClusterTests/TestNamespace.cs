using System.Text.Json;
using MiniStack.Lab.ControlPlane.Processes;

namespace MiniStack.Operator.ClusterTests;

/// <summary>A namespace of one test, with the few things that tests do in it.</summary>
public sealed class TestNamespace(Cluster cluster, string name)
{
    public string Name => name;

    public Cluster Cluster => cluster;

    /// <summary>Plays the kubelet for the pods of this namespace until it is disposed.</summary>
    public Kubelet StartKubelet() => Kubelet.Start(cluster.Admin, name);

    public Task<string> KubectlAsync(params string[] arguments) => cluster.KubectlAsync(["-n", name, .. arguments]);

    public Task<string> ApplyAsync(string manifest) => cluster.ControlPlane.KubectlAsync(["-n", name, "apply", "-f", "-"], manifest);

    /// <returns>The refusal, word for word.</returns>
    public async Task<string> ApplyRefusedAsync(string manifest) =>
        (await Assert.ThrowsAsync<ProcessFailedException>(() => ApplyAsync(manifest))).Message;

    public Task<JsonElement?> FindAsync(string kind, string child) => cluster.FindAsync(name, kind, child);

    public async Task<JsonElement> GetAsync(string kind, string child) =>
        await FindAsync(kind, child) ?? throw new InvalidOperationException($"{kind} {child} is not there.");

    /// <summary>Waits until an object is there and looks as asked; tells what it looked like when that never happens.</summary>
    public async Task<JsonElement> EventuallyAsync(string kind, string child, Func<JsonElement, bool> condition)
    {
        JsonElement? last = null;
        await UntilAsync(
            async () => (last = await FindAsync(kind, child)) is { } found && condition(found),
            () => last is null ? $"{kind} {child} is not there" : $"{kind} {child} is {last}");
        return last!.Value;
    }

    public Task EventuallyGoneAsync(string kind, string child) =>
        UntilAsync(async () => await FindAsync(kind, child) is null, () => $"{kind} {child} is still there");

    /// <summary>Waits for the stack's condition <c>Ready</c> to have a reason.</summary>
    public Task<JsonElement> EventuallyStatusAsync(string stack, string reason) =>
        EventuallyAsync("ministack", stack, found => Condition(found, "Ready")?.GetProperty("reason").GetString() == reason);

    public async Task<JsonElement> EventuallyPodAsync(string stack, string component) => (await EventuallyPodsAsync(stack, component, 1))[0];

    /// <summary>Waits until a component has as many pods, whatever their state.</summary>
    public async Task<IReadOnlyList<JsonElement>> EventuallyPodsAsync(string stack, string component, int count)
    {
        IReadOnlyList<JsonElement> pods = [];
        await UntilAsync(
            async () => (pods = await ListPodsAsync(stack, component)).Count == count,
            () => $"{pods.Count} of {count} {component} pods are there");
        return pods;
    }

    private Task<IReadOnlyList<JsonElement>> ListPodsAsync(string stack, string component) => cluster.Admin.ListAsync(
        $"{cluster.Admin.PathOf("pod", name)}?labelSelector={Uri.EscapeDataString($"ministack.dev/stack={stack},ministack.dev/component={component}")}");

    public static JsonElement? Condition(JsonElement item, string type)
    {
        if (!item.TryGetProperty("status", out var status) || !status.TryGetProperty("conditions", out var conditions))
        {
            return null;
        }

        var found = conditions.EnumerateArray().FirstOrDefault(each => each.GetProperty("type").GetString() == type);
        return found.ValueKind == JsonValueKind.Undefined ? null : found;
    }

    /// <summary>
    /// Does what a kubelet would once the containers of a component run: there is no node here. Waits for as many pods as asked.
    /// </summary>
    public async Task MakePodsReadyAsync(string stack, string component, int count = 1)
    {
        var done = new HashSet<string>();
        await UntilAsync(
            async () =>
            {
                foreach (var pod in await ListPodsAsync(stack, component))
                {
                    var metadata = pod.GetProperty("metadata");
                    if (!metadata.TryGetProperty("deletionTimestamp", out _) && done.Add(metadata.GetProperty("name").GetString()!))
                    {
                        await Kubelet.MakeReadyAsync(cluster.Admin, pod);
                    }
                }

                return done.Count >= count;
            },
            () => $"{done.Count} of {count} {component} pods are there");
    }

    private async Task UntilAsync(Func<Task<bool>> condition, Func<string> describe) =>
        await Eventually.TrueAsync(condition, () => $"{describe()}.\n{cluster.Operator.LastLogLines}");
}
