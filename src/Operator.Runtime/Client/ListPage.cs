using System.Text.Json;
using k8s;
using k8s.Models;

namespace MiniStack.Operator.Runtime.Client;

/// <param name="Continue">Token of the next page; null on the last.</param>
public sealed record ListPage<T>(IReadOnlyList<T> Items, string ResourceVersion, string? Continue)
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    /// <exception cref="JsonException">That is no list.</exception>
    internal static ListPage<T> Read(ResourceType<T> type, ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        V1ListMeta? metadata = null;
        List<T> items = [];
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
                    items.Add(type.Complete(JsonSerializer.Deserialize(ref reader, type.Reading)!));
                }
            }
        }

        var version = metadata?.ResourceVersion ?? throw new JsonException("A list has no resourceVersion.");
        return new ListPage<T>(items, version, string.IsNullOrEmpty(metadata.ContinueProperty) ? null : metadata.ContinueProperty);
    }
}
