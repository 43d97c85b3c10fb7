using System.Buffers;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using k8s;
using k8s.Models;
using MiniStack.ApiPaths;

namespace MiniStack.Operator.Runtime.Client;

/// <summary>
/// The calls that a controller makes. Bytes go in and out through source-generated JSON, every refusal is an
/// <see cref="ApiException"/>, and a watch is a plain stream of events. A name that no object can have is an
/// <see cref="InvalidNameException"/> of any call, and nothing is sent.
/// </summary>
public sealed class ApiClient(KubernetesClientConfiguration configuration) : IDisposable
{
    private const string ApplyPatch = "application/apply-patch+yaml";

    private readonly ApiTransport _transport = new(configuration);

    public void Dispose() => _transport.Dispose();

    /// <returns>The object, or null when there is none of that name.</returns>
    public async Task<T?> GetAsync<T>(ResourceType<T> type, ObjectKey key, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        try
        {
            return await SendAsync(type, HttpMethod.Get, type.ObjectPath(key), null, cancellationToken);
        }
        catch (ApiException exception) when (exception.IsNotFound)
        {
            return null;
        }
    }

    /// <param name="ns">Null lists the whole cluster.</param>
    /// <param name="limit">Objects a page.</param>
    public Task<ListPage<T>> ListAsync<T>(
        ResourceType<T> type, string? ns, LabelSelector? labelSelector, int limit, string? continueToken, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        ReadPageAsync<T, T>(
            type,
            ns,
            labelSelector,
            null,
            limit,
            continueToken,
            type.TryRead,
            cancellationToken);

    /// <summary>As <see cref="ListAsync"/>, for objects that are kept.</summary>
    public Task<ListPage<Snapshot<T>>> ListSnapshotsAsync<T>(
        ResourceType<T> type,
        string? ns,
        LabelSelector? labelSelector,
        int limit,
        string? continueToken,
        CancellationToken cancellationToken,
        FieldSelector? fieldSelector = null)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        ReadPageAsync<T, Snapshot<T>>(
            type,
            ns,
            labelSelector,
            fieldSelector,
            limit,
            continueToken,
            (ref reader, json, out item) => Snapshot<T>.TryTake(type, ref reader, json, out item!),
            cancellationToken);

    /// <summary>Streams changes after <paramref name="resourceVersion"/> until the server closes the watch.</summary>
    /// <param name="timeout">How long the server is asked to keep the watch open.</param>
    /// <exception cref="ApiException">An error, in the response or in the stream; <see cref="ApiException.IsGone"/> asks for a new list.</exception>
    /// <exception cref="OperationCanceledException">The server said nothing for longer than it promised, or the caller cancelled.</exception>
    public async IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(
        ResourceType<T> type,
        string? ns,
        LabelSelector? labelSelector,
        string resourceVersion,
        TimeSpan timeout,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var path = type.CollectionPath(ns).With(
            ("watch", "true"),
            ("allowWatchBookmarks", "true"),
            ("resourceVersion", resourceVersion),
            ("timeoutSeconds", ((int)timeout.TotalSeconds).ToString()),
            ("labelSelector", labelSelector?.ToString()));
        using var response = await _transport.SendAsync(HttpMethod.Get, path, null, type.Accept, cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        await foreach (var each in WatchLines.ReadAsync(type, stream, cancellationToken))
        {
            yield return each;
        }
    }

    /// <summary>Creates an object under the name and namespace in its metadata.</summary>
    /// <exception cref="ApiException">Of reason <c>AlreadyExists</c> when the name is taken.</exception>
    public Task<T> CreateAsync<T>(ResourceType<T> type, T item, string fieldManager, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var path = type.CollectionPath(item.Metadata.NamespaceProperty).With(("fieldManager", fieldManager));
        var body = JsonSerializer.SerializeToUtf8Bytes(type.Complete(item), type.Json);
        return SendAsync(type, HttpMethod.Post, path, Content(body, "application/json"), cancellationToken);
    }

    /// <summary>Server-side apply, forced: the fields in <paramref name="body"/> are ours, whoever set them before.</summary>
    public Task<Snapshot<T>> ApplyAsync<T>(
        ResourceType<T> type,
        ObjectKey key,
        ReadOnlyMemory<byte> body,
        string fieldManager,
        CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        _transport.SendAsync(
            HttpMethod.Patch, ApplyPath(type, key, null, fieldManager), Content(body, ApplyPatch), bytes => Snapshot<T>.Take(type, bytes), cancellationToken);

    /// <summary>As <see cref="ApplyAsync"/>, of the subresource <c>status</c>.</summary>
    public Task ApplyStatusAsync<T>(
        ResourceType<T> type, ObjectKey key, ReadOnlyMemory<byte> body, string fieldManager, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        _transport.SendAsync(HttpMethod.Patch, ApplyPath(type, key, "status", fieldManager), Content(body, ApplyPatch), cancellationToken);

    /// <summary>RFC 7386. With <c>metadata.resourceVersion</c> in the body another's write in between is a conflict.</summary>
    public Task<T> MergePatchAsync<T>(
        ResourceType<T> type, ObjectKey key, ReadOnlyMemory<byte> body, string fieldManager, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var path = type.ObjectPath(key).With(("fieldManager", fieldManager));
        return SendAsync(type, HttpMethod.Patch, path, Content(body, "application/merge-patch+json"), cancellationToken);
    }

    /// <summary>RFC 6902.</summary>
    /// <exception cref="ApiException">A conflict also when a <c>test</c> in the patch failed.</exception>
    public async Task<T> JsonPatchAsync<T>(
        ResourceType<T> type, ObjectKey key, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        type.Complete(await JsonPatchAsync(type, key, body, null, type.Reading, cancellationToken));

    /// <inheritdoc cref="JsonPatchAsync{T}(ResourceType{T}, ObjectKey, ReadOnlyMemory{byte}, CancellationToken)"/>
    /// <returns>The object with its <c>managedFields</c>.</returns>
    internal Task<JsonElement> JsonPatchAsync<T>(
        ResourceType<T> type, ObjectKey key, ReadOnlyMemory<byte> body, string fieldManager, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        JsonPatchAsync(type, key, body, fieldManager, ClientJson.Default.JsonElement, cancellationToken);

    /// <summary>Deletes. An object that is gone already, or is another by now, is no error.</summary>
    /// <param name="uid">Only the object of this UID is deleted.</param>
    /// <param name="version">Only in this version; null for any. One that has changed since is left, and is no error.</param>
    public async Task DeleteAsync<T>(
        ResourceType<T> type,
        ObjectKey key,
        string uid,
        CancellationToken cancellationToken,
        DeletionPropagation propagation = DeletionPropagation.Background,
        string? version = null)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var body = new ArrayBufferWriter<byte>();
        await using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            writer.WriteString("propagationPolicy", propagation.ToString());
            writer.WriteStartObject("preconditions");
            writer.WriteString("uid", uid);
            if (version is not null)
            {
                writer.WriteString("resourceVersion", version);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        var path = type.ObjectPath(key);
        var content = Content(body.WrittenMemory, "application/json");
        try
        {
            using var response = await ApiTransport.WithDeadlineAsync(
                HttpMethod.Delete, path, token => _transport.SendAsync(HttpMethod.Delete, path, content, null, token), cancellationToken);
        }
        catch (ApiException exception) when (exception.IsNotFound || exception.IsConflict)
        {
        }
    }

    /// <summary>Reads the end of a container's log, which the API server asks the container's node for.</summary>
    /// <param name="previous">Of the container's run before the present one.</param>
    /// <param name="deadline">How long a node that may be down is waited for.</param>
    /// <exception cref="ApiException">There is no such log, or the node does not answer.</exception>
    /// <exception cref="OperationCanceledException">The deadline is over, or the caller cancelled.</exception>
    public async Task<string> ReadLogAsync(
        ObjectKey pod, string container, bool previous, int lines, int bytes, TimeSpan deadline, CancellationToken cancellationToken)
    {
        var path = ApiResource.Pods.Item(pod.Namespace, pod.Name, "log").With(
            ("container", container),
            ("previous", previous ? "true" : null),
            ("tailLines", lines.ToString()),
            ("limitBytes", bytes.ToString()));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(deadline);
        using var response = await _transport.SendAsync(HttpMethod.Get, path, null, null, limit.Token);
        // A node may send more than it was asked for.
        var text = new byte[bytes];
        await using var body = await response.Content.ReadAsStreamAsync(limit.Token);
        var length = await body.ReadAtLeastAsync(text, bytes, throwOnEndOfStream: false, limit.Token);
        return Encoding.UTF8.GetString(text, 0, length);
    }

    /// <summary>Reads a document that is no stored object, such as <see cref="ApiPath.Version"/>.</summary>
    public Task<T> ReadAsync<T>(ApiPath path, JsonTypeInfo<T> json, CancellationToken cancellationToken) =>
        _transport.SendAsync(HttpMethod.Get, path, null, json, cancellationToken);

    private Task<ListPage<TItem>> ReadPageAsync<T, TItem>(
        ResourceType<T> type,
        string? ns,
        LabelSelector? labelSelector,
        FieldSelector? fieldSelector,
        int limit,
        string? continueToken,
        ListReader<TItem>.TryReadItem tryReadItem,
        CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var path = type.CollectionPath(ns).With(
            ("labelSelector", labelSelector?.ToString()),
            ("fieldSelector", fieldSelector?.ToString()),
            ("limit", limit.ToString()),
            ("continue", continueToken));
        return ApiTransport.WithDeadlineAsync(HttpMethod.Get, path, ReadAsync, cancellationToken);

        async Task<ListPage<TItem>> ReadAsync(CancellationToken token)
        {
            using var response = await _transport.SendAsync(HttpMethod.Get, path, null, type.AcceptList, token);
            await using var body = await response.Content.ReadAsStreamAsync(token);
            return await new ListReader<TItem>(tryReadItem).ReadAsync(body, token);
        }
    }

    private static ApiPath ApplyPath<T>(ResourceType<T> type, ObjectKey key, string? subresource, string fieldManager)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        type.ObjectPath(key, subresource).With(("fieldManager", fieldManager), ("force", "true"));

    private async Task<T> SendAsync<T>(
        ResourceType<T> type, HttpMethod method, ApiPath path, HttpContent? content, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        type.Complete(await _transport.SendAsync(method, path, content, type.Reading, cancellationToken, type.Accept));

    private async Task<TResult> JsonPatchAsync<T, TResult>(
        ResourceType<T> type,
        ObjectKey key,
        ReadOnlyMemory<byte> body,
        string? fieldManager,
        JsonTypeInfo<TResult> json,
        CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var path = type.ObjectPath(key).With(("fieldManager", fieldManager));
        try
        {
            return await _transport.SendAsync(HttpMethod.Patch, path, Content(body, "application/json-patch+json"), json, cancellationToken, type.Accept);
        }
        catch (ApiException exception) when (exception.IsInapplicablePatch)
        {
            throw ApiException.Conflict($"{type.Kind} {key} has changed in between.");
        }
    }

    private static ReadOnlyMemoryContent Content(ReadOnlyMemory<byte> body, string mediaType)
    {
        var content = new ReadOnlyMemoryContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        return content;
    }
}
