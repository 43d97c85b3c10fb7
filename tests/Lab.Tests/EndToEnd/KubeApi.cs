using System.Net;
using System.Text.Json;
using k8s;

namespace MiniStack.Lab.Tests.EndToEnd;

/// <summary>Reads of the API server without a kubectl process for each: dozens of waits poll at once.</summary>
internal sealed class KubeApi(string kubeconfig) : IDisposable
{
    /// <summary>The client itself waits for ever.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Kubernetes _client = new(KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig));

    /// <summary>The JSON at a path, or null where there is none.</summary>
    public async Task<JsonElement?> FindAsync(string path)
    {
        using var deadline = new CancellationTokenSource(Patience);
        using var response = await _client.HttpClient.GetAsync(new Uri(_client.BaseUri, path), deadline.Token);
        if (response.StatusCode == HttpStatusCode.NotFound)
            return null;
        response.EnsureSuccessStatusCode();
        using var json = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(deadline.Token));
        return json.RootElement.Clone();
    }

    public async Task<IReadOnlyList<JsonElement>> ListAsync(string path) =>
        await FindAsync(path) is { } list ? [.. list.GetProperty("items").EnumerateArray()] : [];

    public async Task<string> GetTextAsync(string path)
    {
        using var deadline = new CancellationTokenSource(Patience);
        return await _client.HttpClient.GetStringAsync(new Uri(_client.BaseUri, path), deadline.Token);
    }

    public void Dispose() => _client.Dispose();
}
