using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using MiniStack.ApiPaths;
using MiniStack.Benchmarks.Cluster;

namespace MiniStack.Benchmarks.Broken;

/// <summary>
/// Plays the kubelets and the scheduler: every new pod gets ready but those that are held back, and a pod of an API has trouble from when
/// it is given some. No pod is bound to a node, so that a log is asked for in vain, as of a node that is down.
/// </summary>
internal sealed class Nodes : IAsyncDisposable
{
    private const string Stack = "ministack.dev/stack";
    private const string Component = "ministack.dev/component";

    private static readonly byte[] Ready = Encoding.UTF8.GetBytes(
        """{"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True","lastTransitionTime":"2024-01-01T00:00:00Z"}]}}""");

    private readonly RawClient _client;
    private readonly Func<string, bool> _isHeldBack;
    private readonly ConcurrentDictionary<string, TaskCompletionSource<JsonElement>> _pods = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly StatusWriter _statuses;
    private readonly Task _work;

    /// <param name="isHeldBack">Of which stacks the API's pod does not get ready, by name.</param>
    public Nodes(RawClient client, Func<string, bool> isHeldBack)
    {
        _client = client;
        _isHeldBack = isHeldBack;
        _statuses = new StatusWriter(client, _stop.Token);
        _work = FollowAsync();
    }

    /// <inheritdoc cref="StatusWriter.Refused"/>
    public string? Refused => _statuses.Refused;

    /// <summary>Until the stack's API has a pod.</summary>
    public async Task<JsonElement> PodAsync(string stack, CancellationToken cancellationToken)
    {
        var pod = Of(stack).Task;
        await (await Task.WhenAny(pod, _work).WaitAsync(TimeSpan.FromMinutes(1), cancellationToken));
        return await pod;
    }

    public async Task BreakAsync(string stack, Trouble trouble, CancellationToken cancellationToken)
    {
        var pod = await PodAsync(stack, cancellationToken);
        foreach (var body in trouble.Events(pod))
        {
            var ns = pod.GetProperty("metadata").GetProperty("namespace").GetString();
            await _client.SendAsync(HttpMethod.Post, Resources.Core("events").Collection(ns), body, cancellationToken: cancellationToken);
        }

        await _client.SendAsync(HttpMethod.Patch, StatusOf(pod), trouble.Status(), MediaTypes.MergePatch, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task FollowAsync()
    {
        await foreach (var line in _client.WatchAsync(ApiResource.Pods.Collection(null), _stop.Token))
        {
            using var change = JsonDocument.Parse(line);
            if (change.RootElement.GetProperty("type").GetString() == "ADDED")
            {
                Take(change.RootElement.GetProperty("object").Clone());
            }
        }
    }

    private void Take(JsonElement pod)
    {
        var labels = pod.GetProperty("metadata").GetProperty("labels");
        var stack = labels.GetProperty(Stack).GetString()!;
        var isOfApi = labels.GetProperty(Component).GetString() == "api";
        if (isOfApi)
        {
            Of(stack).TrySetResult(pod);
        }

        if (!isOfApi || !_isHeldBack(stack))
        {
            _statuses.Write(StatusOf(pod), Ready);
        }
    }

    private TaskCompletionSource<JsonElement> Of(string stack) => _pods.GetOrAdd(stack, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));

    private static ApiPath StatusOf(JsonElement pod) => ApiResource.Pods.Item(
        pod.GetProperty("metadata").GetProperty("namespace").GetString(), pod.GetProperty("metadata").GetProperty("name").GetString()!, "status");
}
