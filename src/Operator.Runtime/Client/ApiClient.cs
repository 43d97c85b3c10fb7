using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using k8s;
using k8s.Models;

namespace MiniStack.Operator.Runtime.Client;

/// <summary>
/// The calls that a controller makes, over the connection and credentials of KubernetesClient. Bytes go in and out through
/// source-generated JSON, every refusal is an <see cref="ApiException"/>, and a watch is a plain stream of events.
/// </summary>
public sealed class ApiClient(KubernetesClientConfiguration configuration) : IDisposable
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(30);

    private readonly Kubernetes _kubernetes = new(configuration);

    /// <returns>The object, or null when there is none of that name.</returns>
    public async Task<T?> GetAsync<T>(ResourceType<T> type, ObjectKey key, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        try
        {
            return Complete(type, await SendAsync(HttpMethod.Get, type.ObjectPath(key), null, type.Json, cancellationToken));
        }
        catch (ApiException exception) when (exception.IsNotFound)
        {
            return null;
        }
    }

    /// <param name="ns">Null lists the whole cluster.</param>
    /// <param name="limit">Objects a page.</param>
    public async Task<ListPage<T>> ListAsync<T>(
        ResourceType<T> type, string? ns, string? labelSelector, int limit, string? continueToken, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var query = new QueryString().Add("labelSelector", labelSelector).Add("limit", limit.ToString()).Add("continue", continueToken);
        var path = type.CollectionPath(ns) + query;
        using var document = await WithDeadlineAsync(HttpMethod.Get, path, ReadDocumentAsync, cancellationToken);
        var metadata = document.RootElement.GetProperty("metadata");
        var items = new List<T>();
        if (document.RootElement.TryGetProperty("items", out var array) && array.ValueKind == JsonValueKind.Array)
        {
            foreach (var element in array.EnumerateArray())
            {
                items.Add(Complete(type, element.Deserialize(type.Json)!));
            }
        }

        var next = metadata.TryGetProperty("continue", out var token) ? token.GetString() : null;
        return new ListPage<T>(items, metadata.GetProperty("resourceVersion").GetString()!, string.IsNullOrEmpty(next) ? null : next);

        async Task<JsonDocument> ReadDocumentAsync(CancellationToken token)
        {
            using var response = await SendAsync(HttpMethod.Get, path, null, token);
            await using var stream = await response.Content.ReadAsStreamAsync(token);
            return await JsonDocument.ParseAsync(stream, default, token);
        }
    }

    /// <summary>Streams changes after <paramref name="resourceVersion"/> until the server closes the watch.</summary>
    /// <param name="timeout">How long the server is asked to keep the watch open.</param>
    /// <exception cref="ApiException">An error, in the response or in the stream; <see cref="ApiException.IsGone"/> asks for a new list.</exception>
    /// <exception cref="OperationCanceledException">The server said nothing for longer than it promised, or the caller cancelled.</exception>
    public async IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(
        ResourceType<T> type,
        string? ns,
        string? labelSelector,
        string resourceVersion,
        TimeSpan timeout,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var query = new QueryString()
            .Add("watch", "true")
            .Add("allowWatchBookmarks", "true")
            .Add("resourceVersion", resourceVersion)
            .Add("timeoutSeconds", ((int)timeout.TotalSeconds).ToString())
            .Add("labelSelector", labelSelector);
        using var response = await SendAsync(HttpMethod.Get, type.CollectionPath(ns) + query, null, cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var reader = PipeReader.Create(stream);
        try
        {
            while (true)
            {
                var result = await reader.ReadAsync(cancellationToken);
                var buffer = result.Buffer;
                while (TryReadLine(ref buffer, out var line))
                {
                    yield return Decode(type, line);
                }

                // A last line without its line feed is a torn one: the connection died in the middle of it.
                reader.AdvanceTo(buffer.Start, buffer.End);
                if (result.IsCompleted)
                {
                    yield break;
                }
            }
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    /// <summary>Server-side apply, forced: the fields in <paramref name="body"/> are ours, whoever set them before.</summary>
    /// <param name="subresource">Null for the object itself, or <c>status</c>.</param>
    public async Task<T> ApplyAsync<T>(
        ResourceType<T> type,
        ObjectKey key,
        ReadOnlyMemory<byte> body,
        string fieldManager,
        CancellationToken cancellationToken,
        string? subresource = null)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var query = new QueryString().Add("fieldManager", fieldManager).Add("force", "true");
        var content = Content(body, "application/apply-patch+yaml");
        var path = type.ObjectPath(key, subresource) + query;
        return Complete(type, await SendAsync(HttpMethod.Patch, path, content, type.Json, cancellationToken));
    }

    /// <summary>Deletes in the background. An object that is gone already, or is another by now, is no error.</summary>
    /// <param name="uid">Only the object of this UID is deleted.</param>
    public async Task DeleteAsync<T>(ResourceType<T> type, ObjectKey key, string uid, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var body = new ArrayBufferWriter<byte>();
        await using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            writer.WriteString("propagationPolicy", "Background");
            writer.WriteStartObject("preconditions");
            writer.WriteString("uid", uid);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        var path = type.ObjectPath(key);
        try
        {
            using var response = await WithDeadlineAsync(
                HttpMethod.Delete,
                path,
                token => SendAsync(HttpMethod.Delete, path, Content(body.WrittenMemory, "application/json"), token),
                cancellationToken);
        }
        catch (ApiException exception) when (exception.IsNotFound || exception.IsConflict)
        {
        }
    }

    /// <summary>Reads a document that is no stored object, such as <c>/version</c>.</summary>
    public Task<T> ReadAsync<T>(string path, JsonTypeInfo<T> json, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, path, null, json, cancellationToken);

    public void Dispose() => _kubernetes.Dispose();

    private static bool TryReadLine(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> line)
    {
        if (buffer.PositionOf((byte)'\n') is not { } end)
        {
            line = default;
            return false;
        }

        line = buffer.Slice(0, end);
        buffer = buffer.Slice(buffer.GetPosition(1, end));
        return true;
    }

    private static WatchEvent<T> Decode<T>(ResourceType<T> type, ReadOnlySequence<byte> line)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        using var document = JsonDocument.Parse(line);
        var payload = document.RootElement.GetProperty("object");
        switch (document.RootElement.GetProperty("type").GetString())
        {
            case "ADDED":
                return Change(WatchEventKind.Added);
            case "MODIFIED":
                return Change(WatchEventKind.Modified);
            case "DELETED":
                return Change(WatchEventKind.Deleted);
            case "BOOKMARK":
                var version = payload.GetProperty("metadata").GetProperty("resourceVersion").GetString()!;
                return new WatchEvent<T>(WatchEventKind.Bookmark, null, version);
            default:
                var status = payload.Deserialize(ClientJson.Default.V1Status);
                throw ApiException.From((HttpStatusCode)(status?.Code ?? 500), status, payload.GetRawText(), null);
        }

        WatchEvent<T> Change(WatchEventKind kind)
        {
            var item = Complete(type, payload.Deserialize(type.Json)!);
            return new WatchEvent<T>(kind, item, item.Metadata.ResourceVersion);
        }
    }

    /// <summary>
    /// Items of a list come without their kind; and nothing here reads <c>managedFields</c>, which are often the larger half of an object.
    /// </summary>
    private static T Complete<T>(ResourceType<T> type, T item)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        item.ApiVersion = type.ApiVersion;
        item.Kind = type.Kind;
        item.Metadata.ManagedFields = null;
        return item;
    }

    private static ReadOnlyMemoryContent Content(ReadOnlyMemory<byte> body, string mediaType)
    {
        var content = new ReadOnlyMemoryContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        return content;
    }

    private static async Task<TResult> WithDeadlineAsync<TResult>(
        HttpMethod method, string path, Func<CancellationToken, Task<TResult>> call, CancellationToken cancellationToken)
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

    private Task<T> SendAsync<T>(
        HttpMethod method, string path, HttpContent? content, JsonTypeInfo<T> json, CancellationToken cancellationToken)
    {
        return WithDeadlineAsync(method, path, ReadObjectAsync, cancellationToken);

        async Task<T> ReadObjectAsync(CancellationToken token)
        {
            using var response = await SendAsync(method, path, content, token);
            await using var stream = await response.Content.ReadAsStreamAsync(token);
            return (await JsonSerializer.DeserializeAsync(stream, json, token))!;
        }
    }

    /// <summary>Returns once the headers of a successful answer are there.</summary>
    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(_kubernetes.BaseUri, path))
        {
            Content = content,
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        if (_kubernetes.Credentials is { } credentials)
        {
            await credentials.ProcessHttpRequestAsync(request, cancellationToken);
        }

        var response = await _kubernetes.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            throw ApiException.From(response.StatusCode, ParseStatus(text), text, response.Headers.RetryAfter?.Delta);
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
