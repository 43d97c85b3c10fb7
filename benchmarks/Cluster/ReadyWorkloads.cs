using System.Collections.Concurrent;
using System.Text.Json;

namespace MiniStack.Benchmarks.Cluster;

/// <summary>Follows Deployments and StatefulSets of all namespaces, and knows which are ready.</summary>
internal sealed class ReadyWorkloads : IAsyncDisposable
{
    private readonly RawClient _client;
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _ready = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _work;

    public ReadyWorkloads(RawClient client)
    {
        _client = client;
        _work = Task.WhenAll(FollowAsync("deployments"), FollowAsync("statefulsets"));
    }

    /// <param name="path">Of the workload's status.</param>
    /// <exception cref="TimeoutException">It did not get ready within minutes.</exception>
    public Task WaitAsync(string path, CancellationToken cancellationToken) =>
        Of(path).Task.WaitAsync(TimeSpan.FromMinutes(5), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task FollowAsync(string plural)
    {
        var resource = Resources.Apps(plural);
        await foreach (var line in _client.WatchAsync(resource.Collection(null), _stop.Token))
        {
            using var change = JsonDocument.Parse(line);
            var item = change.RootElement.GetProperty("object");
            if (WorkloadStatus.IsReady(item))
            {
                var metadata = item.GetProperty("metadata");
                var status = resource.Item(metadata.GetProperty("namespace").GetString(), metadata.GetProperty("name").GetString()!, "status");
                Of(status.ToString()).TrySetResult();
            }
        }
    }

    private TaskCompletionSource Of(string path) => _ready.GetOrAdd(path, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}
