using System.Text;
using System.Text.Json;
using MiniStack.ApiPaths;

namespace MiniStack.Benchmarks.Cluster;

/// <summary>
/// Writes the status of every new pod ready, as its kubelet would. No pod is bound to a node: the workloads' controllers look at its conditions alone.
/// </summary>
internal sealed class PodSimulator : IAsyncDisposable
{
    private static readonly byte[] Running = Encoding.UTF8.GetBytes(
        """{"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True","lastTransitionTime":"2024-01-01T00:00:00Z"}]}}""");

    private readonly RawClient _client;
    private readonly CancellationTokenSource _stop = new();
    private readonly StatusWriter _statuses;
    private readonly Task _work;

    public PodSimulator(RawClient client)
    {
        _client = client;
        _statuses = new StatusWriter(client, _stop.Token);
        _work = FollowAsync();
    }

    /// <inheritdoc cref="StatusWriter.Refused"/>
    public string? Refused => _statuses.Refused;

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
                var metadata = change.RootElement.GetProperty("object").GetProperty("metadata");
                _statuses.Write(ApiResource.Pods.Item(metadata.GetProperty("namespace").GetString(), metadata.GetProperty("name").GetString()!, "status"), Running);
            }
        }
    }
}
