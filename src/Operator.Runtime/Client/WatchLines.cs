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
            var item = type.Complete(payload.Deserialize(type.Json)!);
            return new WatchEvent<T>(kind, item, item.Metadata.ResourceVersion);
        }
    }
}
