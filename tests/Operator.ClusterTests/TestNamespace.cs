using System.Text.Json;
using System.Text.Json.Nodes;
using MiniStack.Lab.ControlPlane.Processes;

namespace MiniStack.Operator.ClusterTests;

/// <summary>A namespace of one test, with the few things that tests do in it.</summary>
public sealed class TestNamespace(Cluster cluster, string name)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public string Name => name;

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
                var selector = $"ministack.dev/stack={stack},ministack.dev/component={component}";
                var list = JsonNode.Parse(await KubectlAsync("get", "pods", "-l", selector, "-o", "json"))!;
                foreach (var pod in list["items"]!.AsArray())
                {
                    var podName = pod!["metadata"]!["name"]!.GetValue<string>();
                    if (pod["metadata"]!["deletionTimestamp"] is null && done.Add(podName))
                    {
                        await WriteReadyAsync(podName);
                    }
                }

                return done.Count >= count;
            },
            () => $"{done.Count} of {count} {component} pods are there");
    }

    private async Task WriteReadyAsync(string pod)
    {
        var now = DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
        var status = $$"""
            {"status":{"phase":"Running","conditions":[
              {"type":"Ready","status":"True","lastTransitionTime":"{{now}}"},
              {"type":"ContainersReady","status":"True","lastTransitionTime":"{{now}}"}] } }
            """;
        await cluster.PatchStatusAsync($"/api/v1/namespaces/{name}/pods/{pod}/status", status);
    }

    private async Task UntilAsync(Func<Task<bool>> condition, Func<string> describe)
    {
        var deadline = DateTime.UtcNow + Patience;
        while (!await condition())
        {
            Assert.True(DateTime.UtcNow < deadline, $"After {Patience.TotalSeconds} s {describe()}.\n{cluster.Operator.LastLogLines}");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
