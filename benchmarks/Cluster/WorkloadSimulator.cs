using System.Text;
using System.Text.Json;

namespace MiniStack.Benchmarks.Cluster;

/// <summary>Writes the statuses of Deployments and StatefulSets ready, as soon as there is one or its spec changed, as their controllers would.</summary>
internal sealed class WorkloadSimulator : IAsyncDisposable
{
    private readonly RawClient _client;
    private readonly bool _writes;
    private readonly CancellationTokenSource _stop = new();
    private readonly StatusWriter _statuses;
    private readonly Task _work;

    /// <param name="writes">False: it only watches, for somebody else writes the statuses.</param>
    public WorkloadSimulator(RawClient client, bool writes = true)
    {
        _client = client;
        _statuses = new StatusWriter(client, _stop.Token);
        _writes = writes;
        _work = Task.WhenAll(FollowAsync("deployments", WorkloadStatus.OfDeployment), FollowAsync("statefulsets", WorkloadStatus.OfStatefulSet));
    }

    /// <inheritdoc cref="StatusWriter.Refused"/>
    public string? Refused => _statuses.Refused;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _work;
        }
        catch (OperationCanceledException)
        {
        }

        _stop.Dispose();
    }

    private async Task FollowAsync(string plural, Func<long, int, string> ready)
    {
        var resource = Resources.Apps(plural);
        await foreach (var line in _client.WatchAsync(resource.Collection(null), _stop.Token))
        {
            using var change = JsonDocument.Parse(line);
            if (!_writes || change.RootElement.GetProperty("type").GetString() is not ("ADDED" or "MODIFIED"))
            {
                continue;
            }

            var item = change.RootElement.GetProperty("object");
            var metadata = item.GetProperty("metadata");
            var generation = metadata.GetProperty("generation").GetInt64();
            if (item.TryGetProperty("status", out var status) && status.TryGetProperty("observedGeneration", out var observed)
                && observed.GetInt64() == generation)
            {
                continue;
            }

            var path = resource.Item(metadata.GetProperty("namespace").GetString(), metadata.GetProperty("name").GetString()!, "status");
            _statuses.Write(path, Encoding.UTF8.GetBytes(ready(generation, item.GetProperty("spec").GetProperty("replicas").GetInt32())));
        }
    }
}
