using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using k8s;
using k8s.Authentication;
using k8s.Models;
using MiniStack.ApiPaths;

namespace MiniStack.Operator.Runtime.Client;

/// <summary>Sends requests with the credentials of KubernetesClient; every refusal is an <see cref="ApiException"/>.</summary>
internal sealed class ApiTransport(KubernetesClientConfiguration configuration) : IDisposable
{
    /// <param name="body">The whole answer, good until this returns.</param>
    public delegate TResult ReadBody<out TResult>(ReadOnlySpan<byte> body);

    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(30);

    /// <summary>What was checked is what is sent: nothing folds or unescapes a path on its way.</summary>
    private static readonly UriCreationOptions AsItIs = new() { DangerousDisablePathAndQueryCanonicalization = true };

    // Watches last for minutes; every other request carries its own deadline.
    private readonly HttpClient _http = new(ApiHandler.Create(configuration)) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>With the path that a gateway serves the API under, where there is one.</summary>
    private readonly string _server = new Uri(configuration.Host).GetLeftPart(UriPartial.Path).TrimEnd('/');
    private readonly ServiceClientCredentials? _credentials = Kubernetes.CreateCredentials(configuration);

    public void Dispose() => _http.Dispose();

    public static async Task<TResult> WithDeadlineAsync<TResult>(
        HttpMethod method, ApiPath path, Func<CancellationToken, Task<TResult>> call, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(RequestTimeout);
        try
        {
            return await call(deadline.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The API server did not answer {method} {path} within {RequestTimeout.TotalSeconds} s.", exception);
        }
    }

    /// <summary>Reads one document within the deadline.</summary>
    /// <param name="accept">Null for plain JSON.</param>
    /// <exception cref="TimeoutException">The API server took longer.</exception>
    public Task<T> SendAsync<T>(
        HttpMethod method, ApiPath path, HttpContent? content, JsonTypeInfo<T> json, CancellationToken cancellationToken, string? accept = null) =>
        SendAsync(method, path, content, body => JsonSerializer.Deserialize(body, json)!, cancellationToken, accept);

    /// <inheritdoc cref="SendAsync{T}(HttpMethod, ApiPath, HttpContent?, JsonTypeInfo{T}, CancellationToken, string?)"/>
    public Task<TResult> SendAsync<TResult>(
        HttpMethod method, ApiPath path, HttpContent? content, ReadBody<TResult> read, CancellationToken cancellationToken, string? accept = null)
    {
        return WithDeadlineAsync(method, path, ReadAsync, cancellationToken);

        async Task<TResult> ReadAsync(CancellationToken token)
        {
            using var response = await SendAsync(method, path, content, accept, token);
            using var body = await PooledBody.ReadAsync(response.Content, token);
            return read(body.Bytes);
        }
    }

    /// <summary>For an answer that nobody reads: it is taken in, so that the connection need not be told to stop it.</summary>
    /// <exception cref="TimeoutException">The API server took longer than the deadline.</exception>
    public Task SendAsync(HttpMethod method, ApiPath path, HttpContent content, CancellationToken cancellationToken) =>
        SendAsync(method, path, content, _ => true, cancellationToken);

    /// <summary>Returns once the headers of a successful answer are there.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, ApiPath path, HttpContent? content, string? accept, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(_server + path, AsItIs))
        {
            Content = content,
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        // By this name the certificate is checked.
        request.Headers.Host = configuration.TlsServerName;
        if (accept is not null)
        {
            request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse(accept));
        }

        if (_credentials is { } credentials)
        {
            await credentials.ProcessHttpRequestAsync(request, cancellationToken);
        }

        var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            var status = ParseStatus(text);
            throw ApiException.From(response.StatusCode, status, text, RetryAfter.Of(response.Headers, status));
        }
    }

    private static V1Status? ParseStatus(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, ClientJson.Default.V1Status);
        }
        catch (JsonException)
        {
            return null; // A proxy's page, or an empty body: the text itself is shown.
        }
    }
}
