using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using k8s;
using k8s.Models;

namespace MiniStack.Operator.Runtime.Client;

/// <summary>The body of a watch: one JSON object a line.</summary>
internal static class WatchLines
{
    /// <exception cref="ApiException">An event of type <c>ERROR</c>.</exception>
    public static async IAsyncEnumerable<WatchEvent<T>> ReadAsync<T>(
        ResourceType<T> type, Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
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
        if (line.IsSingleSegment)
        {
            return Decode(type, line.FirstSpan);
        }

        var length = (int)line.Length;
        var joined = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            line.CopyTo(joined);
            return Decode(type, joined.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(joined);
        }
    }

    private static WatchEvent<T> Decode<T>(ResourceType<T> type, ReadOnlySpan<byte> line)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var reader = new Utf8JsonReader(line);
        var payload = reader;
        string? kind = null;
        while (reader.Read())
        {
            if (reader.CurrentDepth != 1 || reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                kind = reader.GetString();
            }
            else if (reader.ValueTextEquals("object"u8))
            {
                payload = reader;
                reader.Skip();
            }
        }

        payload.Read();
        switch (kind)
        {
            case "ADDED":
                return Change(WatchEventKind.Added, ref payload, line);
            case "MODIFIED":
                return Change(WatchEventKind.Modified, ref payload, line);
            case "DELETED":
                return Change(WatchEventKind.Deleted, ref payload, line);
            case "BOOKMARK":
                using (var bookmark = JsonDocument.ParseValue(ref payload))
                {
                    var version = bookmark.RootElement.GetProperty("metadata").GetProperty("resourceVersion").GetString()!;
                    return new WatchEvent<T>(WatchEventKind.Bookmark, null, version);
                }

            default:
                using (var error = JsonDocument.ParseValue(ref payload))
                {
                    var status = error.RootElement.Deserialize(ClientJson.Default.V1Status);
                    throw ApiException.From((HttpStatusCode)(status?.Code ?? 500), status, error.RootElement.GetRawText(), RetryAfter.Of(status));
                }
        }

        WatchEvent<T> Change(WatchEventKind change, ref Utf8JsonReader json, ReadOnlySpan<byte> bytes)
        {
            return Snapshot<T>.TryTake(type, ref json, bytes, out var item)
                ? new WatchEvent<T>(change, item, item.ResourceVersion)
                : throw new JsonException("A watch event has no end.");
        }
    }
}
