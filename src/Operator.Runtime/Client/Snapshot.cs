using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using k8s;
using k8s.Models;

namespace MiniStack.Operator.Runtime.Client;

/// <summary>
/// One version of an object as the server's own bytes, without <c>managedFields</c>: a quarter of the memory that the decoded object takes,
/// and nothing is decoded that nobody reads. Long texts are kept once for all objects that have them.
/// </summary>
public sealed class Snapshot<T>
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly ResourceType<T> _type;
    private readonly byte[] _own;
    private readonly (int Position, byte[] Text)[]? _shared;
    private readonly int _metadata;
    private readonly int _metadataLength;

    private Snapshot(ResourceType<T> type, in ObjectBounds bounds, ReadOnlySpan<byte> json)
    {
        _type = type;
        _own = bounds.Copy(json, out _shared);
        _metadata = bounds.Metadata;
        _metadataLength = bounds.MetadataLength;
        Key = bounds.Key;
        ResourceVersion = bounds.ResourceVersion;
    }

    public ObjectKey Key { get; }

    public string ResourceVersion { get; }

    public string Kind => _type.Kind;

    /// <summary>Whether it was found to hold what the hash that was applied with it stands for; only who compares them knows.</summary>
    internal bool IsAsApplied { get; set; }

    /// <summary>Of an item of a list without <c>apiVersion</c> and <c>kind</c>.</summary>
    internal WholeJson Json() => _shared is null ? new(_own) : new(_own, _shared);

    /// <returns>An object of the caller's own.</returns>
    /// <exception cref="JsonException">The server sent what the kind does not have.</exception>
    public T Read() => _type.Complete(ReadPart(_type.Reading));

    /// <summary>Decodes what <typeparamref name="TPart"/> has of it.</summary>
    /// <exception cref="JsonException">The server sent what the kind does not have.</exception>
    public TPart ReadPart<TPart>(JsonTypeInfo<TPart> type)
    {
        using var json = Json();
        return JsonSerializer.Deserialize(json.Bytes.Span, type)!;
    }

    public V1ObjectMeta ReadMetadata() => JsonSerializer.Deserialize(_own.AsSpan(_metadata, _metadataLength), _type.ReadingMetadata)!;

    /// <param name="reader">At the start of the object in <paramref name="json"/>; afterwards at its end.</param>
    /// <returns>False when the object's end is still to come.</returns>
    /// <exception cref="JsonException">That is no object with a name and a version.</exception>
    internal static bool TryTake(ResourceType<T> type, ref Utf8JsonReader reader, ReadOnlySpan<byte> json, [NotNullWhen(true)] out Snapshot<T>? snapshot)
    {
        var start = reader;
        snapshot = null;
        if (!ObjectBounds.TryRead(ref reader, json, out var bounds))
        {
            return false;
        }

        if (type.IsMetadataOnly)
        {
            // What such a type leaves out is not to stay in memory either.
            json = JsonSerializer.SerializeToUtf8Bytes(JsonSerializer.Deserialize(ref start, type.Reading)!, type.Json);
            var lean = new Utf8JsonReader(json);
            lean.Read();
            ObjectBounds.TryRead(ref lean, json, out bounds);
        }

        snapshot = new Snapshot<T>(type, bounds, json);
        return true;
    }

    /// <exception cref="JsonException">That is no object with a name and a version.</exception>
    internal static Snapshot<T> Take(ResourceType<T> type, ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        return TryTake(type, ref reader, json, out var snapshot) ? snapshot : throw new JsonException("An object has no end.");
    }
}
