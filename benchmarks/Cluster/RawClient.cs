using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using k8s;
using MiniStack.ApiPaths;
using MiniStack.Operator.Runtime.Client;

namespace MiniStack.Benchmarks.Cluster;

/// <summary>Bytes to and from the API server over one HTTP/2 connection, with nothing in between: the least that any client costs.</summary>
internal sealed class RawClient : IDisposable
{
    /// <summary>The server writes the type of a watch event first.</summary>
    private const string Error = """{"type":"ERROR""";

    private readonly Kubernetes _kubernetes;

    public RawClient(string kubeconfig)
    {
        var configuration = ApiClientConfiguration.Load(kubeconfig);
        _kubernetes = new Kubernetes(configuration);
        if (configuration.AccessToken is { } token)
        {
            _kubernetes.HttpClient.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    public void Dispose() => _kubernetes.Dispose();

    /// <inheritdoc cref="SendAsync(HttpMethod, string, byte[], string, CancellationToken)"/>
    public Task<byte[]> SendAsync(
        HttpMethod method, ApiPath path, byte[]? body = null, string mediaType = MediaTypes.Json, CancellationToken cancellationToken = default) =>
        SendAsync(method, path.ToString(), body, mediaType, cancellationToken);

    /// <param name="path">As it was recorded, with its query.</param>
    /// <param name="body">As it is sent; null for none.</param>
    /// <returns>The answer's body.</returns>
    /// <exception cref="HttpRequestException">The server refused; the message has what it said.</exception>
    public async Task<byte[]> SendAsync(
        HttpMethod method, string path, byte[]? body = null, string mediaType = MediaTypes.Json, CancellationToken cancellationToken = default)
    {
        using var request = Request(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        }

        using var response = await _kubernetes.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new HttpRequestException(
                $"{method} {path}: {await response.Content.ReadAsStringAsync(cancellationToken)}", null, response.StatusCode);
        }

        return await response.Content.ReadAsByteArrayAsync(cancellationToken);
    }

    /// <summary>Streams watch events, one JSON object each, and begins anew whenever the server ends the watch or has forgotten where it was.</summary>
    /// <param name="path">With its query, but for <c>watch=true</c>.</param>
    public async IAsyncEnumerable<string> WatchAsync(ApiPath path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            using var response = await OpenAsync(path.With(("watch", "true")).ToString(), cancellationToken);
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
            while (await reader.ReadLineAsync(cancellationToken) is { } line && !line.StartsWith(Error, StringComparison.Ordinal))
            {
                yield return line;
            }
        }
    }

    /// <summary>A server that has just started refuses watches until it has listed what they are of.</summary>
    private async Task<HttpResponseMessage> OpenAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var request = Request(HttpMethod.Get, path);
            var response = await _kubernetes.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.StatusCode != HttpStatusCode.TooManyRequests)
            {
                return response.EnsureSuccessStatusCode();
            }

            var pause = response.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1);
            response.Dispose();
            await Task.Delay(pause, cancellationToken);
        }
    }

    private HttpRequestMessage Request(HttpMethod method, string path) => new(method, new Uri($"{_kubernetes.BaseUri.AbsoluteUri.TrimEnd('/')}{path}"))
    {
        Version = HttpVersion.Version20,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };
}
