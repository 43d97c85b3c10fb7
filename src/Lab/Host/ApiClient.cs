using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MiniStack.ApiPaths;

namespace MiniStack.Lab.Host;

/// <summary>The few requests that the node itself sends to the API server, with a client certificate.</summary>
internal sealed class ApiClient : IDisposable
{
    /// <summary>How long the server keeps a watch open before it asks for a new one.</summary>
    private const int WatchSeconds = 290;

    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http;
    private readonly string _server;

    /// <param name="server">Such as <c>https://198.51.100.2:6443</c>.</param>
    /// <param name="authorityFile">PEM file of the one authority that is trusted.</param>
    /// <param name="certificateFile">PEM file of the client's certificate.</param>
    /// <param name="keyFile">PEM file of its key.</param>
    public ApiClient(string server, string authorityFile, string certificateFile, string keyFile)
    {
        _server = new Uri(server).GetLeftPart(UriPartial.Path).TrimEnd('/');
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.ImportFromPemFile(authorityFile);
        _http = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectTimeout = TimeSpan.FromSeconds(2),
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = trust,
                ClientCertificates = [X509Certificate2.CreateFromPemFile(certificateFile, keyFile)],
            },
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Whether the server answers and says that it is ready.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var deadline = Deadline(cancellationToken);
            using var response = await _http.GetAsync(UriOf(ApiPath.Ready), deadline.Token).ConfigureAwait(false);
            return response.IsSuccessStatusCode;
        }
        catch (Exception e) when (IsTransient(e, cancellationToken))
        {
            return false;
        }
    }

    /// <exception cref="HttpRequestException">No answer, or not a good one; <see cref="HttpRequestException.StatusCode"/> tells which.</exception>
    public async Task<T> GetAsync<T>(ApiPath path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var deadline = Deadline(cancellationToken);
        var bytes = await _http.GetByteArrayAsync(UriOf(path), deadline.Token).ConfigureAwait(false);
        return JsonSerializer.Deserialize(bytes, type)!;
    }

    /// <summary>Creates an object unless one of its name is there already.</summary>
    public async Task EnsureAsync(ApiResource resource, string? ns, string name, string json, CancellationToken cancellationToken)
    {
        // To create and see it refused is not enough: a Service whose address is taken, by itself, is refused as invalid.
        if (!await ExistsAsync(resource.Item(ns, name), cancellationToken).ConfigureAwait(false))
            await SendAsync(HttpMethod.Post, resource.Collection(ns), json, "application/json", HttpStatusCode.Conflict, cancellationToken).ConfigureAwait(false);
    }

    public Task MergeAsync(ApiPath path, string json, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Patch, path, json, "application/merge-patch+json", null, cancellationToken);

    /// <summary>Deletes an object unless it is gone already.</summary>
    public Task DeleteAsync(ApiPath path, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Delete, path, null, "", HttpStatusCode.NotFound, cancellationToken);

    /// <summary>Calls back for each event on a collection, first for each object there is, until the server ends the watch.</summary>
    public async Task WatchAsync(ApiPath path, Action changed, CancellationToken cancellationToken)
    {
        using var idle = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        idle.CancelAfter(TimeSpan.FromSeconds(WatchSeconds + 5));
        using var response = await _http.GetAsync(UriOf(path.With(("watch", "1"), ("timeoutSeconds", WatchSeconds.ToString(CultureInfo.InvariantCulture)))), HttpCompletionOption.ResponseHeadersRead, idle.Token).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(idle.Token).ConfigureAwait(false));
        while (await reader.ReadLineAsync(idle.Token).ConfigureAwait(false) is not null)
            changed();
    }

    /// <summary>Whether to try again, rather than that the caller wants to stop.</summary>
    public static bool IsTransient(Exception exception, CancellationToken cancellationToken) =>
        exception is HttpRequestException or IOException or JsonException
        || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    public void Dispose() => _http.Dispose();

    private async Task<bool> ExistsAsync(ApiPath path, CancellationToken cancellationToken)
    {
        using var deadline = Deadline(cancellationToken);
        using var response = await _http.GetAsync(UriOf(path), deadline.Token).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.NotFound)
            return false;
        response.EnsureSuccessStatusCode();
        return true;
    }

    private async Task SendAsync(HttpMethod method, ApiPath path, string? json, string contentType, HttpStatusCode? fine, CancellationToken cancellationToken)
    {
        using var deadline = Deadline(cancellationToken);
        using var request = new HttpRequestMessage(method, UriOf(path));
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue(contentType));
        using var response = await _http.SendAsync(request, deadline.Token).ConfigureAwait(false);
        if (response.StatusCode == fine || response.IsSuccessStatusCode)
            return;
        var body = await response.Content.ReadAsStringAsync(deadline.Token).ConfigureAwait(false);
        throw new HttpRequestException($"{method} {path}: {(int)response.StatusCode} {body.Trim()}", null, response.StatusCode);
    }

    /// <summary>Nothing folds or unescapes a path on its way.</summary>
    private Uri UriOf(ApiPath path) => new(_server + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    private static CancellationTokenSource Deadline(CancellationToken cancellationToken)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        source.CancelAfter(RequestTimeout);
        return source;
    }
}
