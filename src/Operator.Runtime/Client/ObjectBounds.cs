using System.Text.Json;

namespace MiniStack.Operator.Runtime.Client;

/// <summary>Where an object, and its parts that matter to a store, are in the server's answer.</summary>
internal struct ObjectBounds
{
    private Range _object;
    private Range _metadata;
    private Range _managedFields;
    private List<Range>? _long;
    private string? _name;
    private string? _namespace;
    private string? _resourceVersion;

    public readonly ObjectKey Key => new(_namespace ?? "", _name!);

    public readonly string ResourceVersion => _resourceVersion!;

    /// <summary>Where the metadata is in the <see cref="Copy"/>.</summary>
    public readonly int Metadata
    {
        get
        {
            var start = _metadata.Start.Value;
            return start - _object.Start.Value - (_long?.Where(each => each.End.Value <= start).Sum(Length) ?? 0);
        }
    }

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

            var isWhole = reader.ValueTextEquals("metadata"u8) ? bounds.TryReadMetadata(ref reader, json) : bounds.TryReadValue(ref reader);
            if (!isWhole)
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>The object without <c>managedFields</c> and without what it has in common with others.</summary>
    /// <param name="shared">What of that stands before which position of the copy, in order; null where there is none.</param>
    public readonly byte[] Copy(ReadOnlySpan<byte> json, out (int Position, byte[] Text)[]? shared)
    {
        List<Range> cuts = [.. _long ?? []];
        if (Length(_managedFields) > 0)
        {
            cuts.Add(_managedFields);
            cuts.Sort((left, right) => left.Start.Value - right.Start.Value);
        }

        var copy = new byte[Length(_object) - cuts.Sum(Length)];
        shared = _long is null ? null : new (int, byte[])[_long.Count];
        var (from, to, found) = (_object.Start.Value, 0, 0);
        foreach (var cut in cuts)
        {
            var piece = json[from..cut.Start.Value];
            piece.CopyTo(copy.AsSpan(to));
            to += piece.Length;
            from = cut.End.Value;
            if (!cut.Equals(_managedFields))
            {
                shared![found++] = (to, SharedTexts.Find(json[cut]));
            }
        }

        json[from.._object.End.Value].CopyTo(copy.AsSpan(to));
        return copy;
    }

    /// <summary>As <see cref="Utf8JsonReader.TrySkip"/>, with an eye for long texts.</summary>
    private bool TryReadValue(ref Utf8JsonReader reader)
    {
        if (!reader.Read())
        {
            return false;
        }

        var depth = reader.CurrentDepth;
        var isDeep = reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray;
        while (true)
        {
            if (reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length >= SharedTexts.Shortest)
            {
                var start = (int)reader.TokenStartIndex + 1;
                (_long ??= []).Add(start..(start + reader.ValueSpan.Length));
            }

            if (!isDeep || (reader.CurrentDepth == depth && reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray))
            {
                return true;
            }

            if (!reader.Read())
            {
                return false;
            }
        }
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
