using System.Text.Json;

namespace MiniStack.Operator.Runtime.Client;

/// <summary>Where an object, and its parts that matter to a store, are in the server's answer.</summary>
internal readonly struct ObjectBounds
{
    private readonly Range _object;
    private readonly Range _managedFields;

    private ObjectBounds(ObjectKey key, string resourceVersion, Range item, Range metadata, Range managedFields)
    {
        Key = key;
        ResourceVersion = resourceVersion;
        _object = item;
        _managedFields = managedFields;
        Metadata = metadata.Start.Value - item.Start.Value;
        MetadataLength = metadata.End.Value - metadata.Start.Value - Length(managedFields);
    }

    public ObjectKey Key { get; }

    public string ResourceVersion { get; }

    /// <summary>Where the metadata is in the <see cref="Copy"/>.</summary>
    public int Metadata { get; }

    public int MetadataLength { get; }

    /// <param name="reader">At the start of the object in <paramref name="json"/>; afterwards at its end.</param>
    /// <exception cref="JsonException">That is no object with a name and a version.</exception>
    public static ObjectBounds Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        var start = (int)reader.TokenStartIndex;
        Range metadata = default, managedFields = default;
        string? name = null, ns = null, version = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!reader.ValueTextEquals("metadata"u8))
            {
                reader.Skip();
                continue;
            }

            reader.Read();
            var metadataStart = (int)reader.TokenStartIndex;
            var before = (int)reader.BytesConsumed;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("managedFields"u8))
                {
                    reader.Skip();
                    managedFields = before..AfterComma(json, (int)reader.BytesConsumed, isFirst: before == metadataStart + 1);
                }
                else if (reader.ValueTextEquals("name"u8))
                {
                    reader.Read();
                    name = SharedStrings.Read(ref reader);
                }
                else if (reader.ValueTextEquals("namespace"u8))
                {
                    reader.Read();
                    ns = SharedStrings.Read(ref reader);
                }
                else if (reader.ValueTextEquals("resourceVersion"u8))
                {
                    reader.Read();
                    version = reader.GetString();
                }
                else
                {
                    reader.Skip();
                }

                before = (int)reader.BytesConsumed;
            }

            metadata = metadataStart..(int)reader.BytesConsumed;
        }

        if (name is null || version is null)
        {
            throw new JsonException("An object has no name or no resourceVersion.");
        }

        return new ObjectBounds(new ObjectKey(ns ?? "", name), version, start..(int)reader.BytesConsumed, metadata, managedFields);
    }

    /// <summary>The object without <c>managedFields</c>.</summary>
    public byte[] Copy(ReadOnlySpan<byte> json)
    {
        var copy = new byte[Length(_object) - Length(_managedFields)];
        if (Length(_managedFields) == 0)
        {
            json[_object].CopyTo(copy);
            return copy;
        }

        var head = json[_object.Start.._managedFields.Start];
        head.CopyTo(copy);
        json[_managedFields.End.._object.End].CopyTo(copy.AsSpan(head.Length));
        return copy;
    }

    private static int Length(Range range) => range.End.Value - range.Start.Value;

    /// <summary>The comma before a property goes with it; the first one has it behind.</summary>
    private static int AfterComma(ReadOnlySpan<byte> json, int end, bool isFirst)
    {
        var rest = json[end..].TrimStart(" \t\r\n"u8);
        return isFirst && rest.StartsWith(","u8) ? json.Length - rest.Length + 1 : end;
    }
}
