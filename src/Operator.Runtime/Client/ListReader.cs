using System.Buffers;
using System.Text.Json;
using k8s.Models;

namespace MiniStack.Operator.Runtime.Client;

/// <summary>
/// Reads a list item by item while it comes: a page of large objects has megabytes, and all of them are never in memory as text.
/// </summary>
internal sealed class ListReader<TItem>(ListReader<TItem>.TryReadItem tryReadItem)
{
    private const int BufferSize = 64 * 1024;

    /// <summary>In bytes; what etcd keeps is far smaller.</summary>
    private const int LargestItem = 16 * 1024 * 1024;

    private readonly List<TItem> _items = [];
    private V1ListMeta? _metadata;
    private JsonReaderState _state;
    private bool _isAtItems;

    /// <param name="reader">At the start of the item in <paramref name="json"/>; to be left at its end.</param>
    /// <returns>False when the item's end is still to come; the reader is then as it likes.</returns>
    public delegate bool TryReadItem(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, out TItem item);

    /// <exception cref="JsonException">That is no list, or it ends in the middle.</exception>
    public async Task<ListPage<TItem>> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            for (int length = 0, enough = 0, read = 1; read > 0;)
            {
                if (length == buffer.Length)
                {
                    if (length >= LargestItem)
                    {
                        throw new JsonException($"An item of a list has more than {LargestItem} bytes.");
                    }

                    buffer = PooledBody.Larger(buffer);
                }

                read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken);
                length += read;
                if (length < enough && read > 0)
                {
                    continue;
                }

                var taken = Take(buffer.AsSpan(0, length), isLast: read == 0);
                buffer.AsSpan(taken..length).CopyTo(buffer);
                length -= taken;

                // An item that takes many reads is not to be begun anew at each.
                enough = taken == 0 ? 2 * length : 0;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        var version = _metadata?.ResourceVersion ?? throw new JsonException("A list has no resourceVersion.");
        return new ListPage<TItem>(_items, version, string.IsNullOrEmpty(_metadata.ContinueProperty) ? null : _metadata.ContinueProperty);
    }

    /// <returns>How much of it need not be seen again.</returns>
    private int Take(ReadOnlySpan<byte> json, bool isLast)
    {
        var reader = new Utf8JsonReader(json, isLast, _state);
        var taken = reader;
        while (TryTakeNext(ref reader, json))
        {
            taken = reader;
        }

        _state = taken.CurrentState;
        return (int)taken.BytesConsumed;
    }

    /// <summary>Goes on by one token, or by a whole value where that is of interest.</summary>
    private bool TryTakeNext(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        if (!reader.Read())
        {
            return false;
        }

        if (_isAtItems && reader.TokenType == JsonTokenType.StartObject && reader.CurrentDepth == 2)
        {
            if (!tryReadItem(ref reader, json, out var item))
            {
                return false;
            }

            _items.Add(item);
        }
        else if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1)
        {
            _isAtItems = reader.ValueTextEquals("items"u8);
            return _isAtItems || TryTakeProperty(ref reader);
        }

        return true;
    }

    private bool TryTakeProperty(ref Utf8JsonReader reader)
    {
        var property = reader;
        if (!reader.TrySkip())
        {
            return false;
        }

        if (property.ValueTextEquals("metadata"u8))
        {
            property.Read();
            _metadata = JsonSerializer.Deserialize(ref property, ClientJson.Default.V1ListMeta);
        }

        return true;
    }
}
