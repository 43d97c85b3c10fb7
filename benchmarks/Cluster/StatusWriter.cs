using MiniStack.ApiPaths;

namespace MiniStack.Benchmarks.Cluster;

/// <summary>Writes statuses as controllers and kubelets do: each by itself, none waiting for another.</summary>
internal sealed class StatusWriter(RawClient client, CancellationToken stopping)
{
    /// <summary>What the server said to the last write that it did not take; null while it has taken all.</summary>
    public string? Refused { get; private set; }

    /// <param name="path">Of the object's status.</param>
    /// <param name="patch">A merge patch.</param>
    public void Write(ApiPath path, byte[] patch) => _ = WriteAsync(path, patch);

    private async Task WriteAsync(ApiPath path, byte[] patch)
    {
        try
        {
            await client.SendAsync(HttpMethod.Patch, path, patch, MediaTypes.MergePatch, stopping);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            if (!stopping.IsCancellationRequested)
            {
                Refused = exception.Message;
                await Console.Error.WriteLineAsync($"A status was not written: {exception.Message}");
            }
        }
    }
}
