using System.Text;
using System.Text.Json;

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
    private readonly Task _work;

    public PodSimulator(RawClient client)
    {
        _client = client;
        _work = FollowAsync();
    }

    /// <summary>What the server said to the last write that it did not take; null while it has taken all.</summary>
    public string? Refused { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task FollowAsync()
    {
        while (true)
        {
            await foreach (var line in _client.WatchAsync("/api/v1/pods?watch=true", _stop.Token))
            {
                using var change = JsonDocument.Parse(line);
                if (change.RootElement.GetProperty("type").GetString() == "ADDED")
                {
                    var metadata = change.RootElement.GetProperty("object").GetProperty("metadata");

                    // Not awaited: each pod has a kubelet of its own.
                    _ = WriteAsync($"/api/v1/namespaces/{metadata.GetProperty("namespace").GetString()}/pods/{metadata.GetProperty("name").GetString()}/status");
                }
            }
        }
    }

    private async Task WriteAsync(string path)
    {
        try
        {
            await _client.SendAsync(HttpMethod.Patch, path, Running, MediaTypes.MergePatch, _stop.Token);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            if (!_stop.IsCancellationRequested)
            {
                Refused = exception.Message;
                await Console.Error.WriteLineAsync($"A pod's status was not written: {exception.Message}");
            }
        }
    }
}
