using System.Text.Json;
using k8s.Models;

namespace MiniStack.Operator.Runtime.Client;

/// <param name="Continue">Token of the next page; null on the last.</param>
public sealed record ListPage<TItem>(IReadOnlyList<TItem> Items, string ResourceVersion, string? Continue)
{
    /// <param name="reader">At the start of the item in <paramref name="json"/>; to be left at its end.</param>
    internal delegate TItem ReadItem(ref Utf8JsonReader reader, ReadOnlySpan<byte> json);

    /// <exception cref="JsonException">That is no list.</exception>
    internal static ListPage<TItem> Read(ReadOnlySpan<byte> json, ReadItem readItem)
    {
        var reader = new Utf8JsonReader(json);
        V1ListMeta? metadata = null;
        List<TItem> items = [];
        while (reader.Read())
        {
            if (reader.CurrentDepth != 1 || reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            if (reader.ValueTextEquals("metadata"u8))
            {
                reader.Read();
                metadata = JsonSerializer.Deserialize(ref reader, ClientJson.Default.V1ListMeta);
            }
            else if (reader.ValueTextEquals("items"u8))
            {
                // An empty list may be null.
                reader.Read();
                while (reader.TokenType != JsonTokenType.Null && reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    items.Add(readItem(ref reader, json));
                }
            }
        }

        var version = metadata?.ResourceVersion ?? throw new JsonException("A list has no resourceVersion.");
        return new ListPage<TItem>(items, version, string.IsNullOrEmpty(metadata.ContinueProperty) ? null : metadata.ContinueProperty);
    }
}
