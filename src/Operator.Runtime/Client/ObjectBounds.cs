using System.Text.Json;

namespace MiniStack.Operator.Runtime.Client;

/// <summary>Where an object, and its parts that matter to a store, are in the server's answer.</summary>
internal struct ObjectBounds
{
    private Range _object;
    private Range _metadata;
    private Range _managedFields;
    private string? _name;
    private string? _namespace;
    private string? _resourceVersion;

    public readonly ObjectKey Key => new(_namespace ?? "", _name!);

    public readonly string ResourceVersion => _resourceVersion!;

    /// <summary>Where the metadata is in the <see cref="Copy"/>.</summary>
    public readonly int Metadata => _metadata.Start.Value - _object.Start.Value;

    public readonly int MetadataLength => Length(_metadata) - Length(_managedFields);

    /// <param name="reader">At the start of the object in <paramref name="json"/>; afterwards at its end.</param>
    /// <returns>False when the object's end is still to come.</returns>
    /// <exception cref="JsonException">That is no object with a name and a version.</exception>
    public static bool TryRead(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, out ObjectBounds bounds)
    {
        bounds = default;
        var start = (int)reader.TokenStartIndex;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.EndObject)
            {
                bounds._object = start..(int)reader.BytesConsumed;
                return bounds is { _name: not null, _resourceVersion: not null }
                    ? true
                    : throw new JsonException("An object has no name or no resourceVersion.");
            }

            var isWhole = reader.ValueTextEquals("metadata"u8) ? bounds.TryReadMetadata(ref reader, json) : reader.TrySkip();
            if (!isWhole)
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>The object without <c>managedFields</c>.</summary>
    public readonly byte[] Copy(ReadOnlySpan<byte> json)
    {
        if (Length(_managedFields) == 0)
        {
            return json[_object].ToArray();
        }

        var head = json[_object.Start.._managedFields.Start];
        var tail = json[_managedFields.End.._object.End];
        var copy = new byte[head.Length + tail.Length];
        head.CopyTo(copy);
        tail.CopyTo(copy.AsSpan(head.Length));
        return copy;
    }

    private bool TryReadMetadata(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        if (!reader.Read())
        {
            return false;
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("An object's metadata is no object.");
        }

        var start = (int)reader.TokenStartIndex;
        var before = (int)reader.BytesConsumed;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.EndObject)
            {
                _metadata = start..(int)reader.BytesConsumed;
                return true;
            }

            var isManagedFields = reader.ValueTextEquals("managedFields"u8);
            var isWhole = reader.ValueTextEquals("name"u8) ? TryReadText(ref reader, ref _name)
                : reader.ValueTextEquals("namespace"u8) ? TryReadText(ref reader, ref _namespace)
                : reader.ValueTextEquals("resourceVersion"u8) ? TryReadText(ref reader, ref _resourceVersion, isShared: false)
                : reader.TrySkip();
            if (!isWhole)
            {
                return false;
            }

            var end = (int)reader.BytesConsumed;
            if (isManagedFields)
            {
                _managedFields = before..(before == start + 1 ? AfterComma(json, end) : end);
            }

            before = end;
        }

        return false;
    }

    /// <param name="isShared">Not what no other object has: it would take the place of what many have.</param>
    private static bool TryReadText(ref Utf8JsonReader reader, ref string? text, bool isShared = true)
    {
        if (!reader.Read())
        {
            return false;
        }

        text = isShared ? SharedStrings.Read(ref reader) : reader.GetString();
        return true;
    }

    /// <summary>The comma before a property goes with it; the first one has it behind.</summary>
    private static int AfterComma(ReadOnlySpan<byte> json, int end)
    {
        var rest = json[end..].TrimStart(" \t\r\n"u8);
        return rest.StartsWith(","u8) ? json.Length - rest.Length + 1 : end;
    }

    private static int Length(Range range) => range.End.Value - range.Start.Value;
}
