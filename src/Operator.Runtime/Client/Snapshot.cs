using System.Text.Json;
using k8s;
using k8s.Models;

namespace MiniStack.Operator.Runtime.Client;

/// <summary>
/// One version of an object as the server's own bytes, without <c>managedFields</c>: a quarter of the memory that the decoded object takes,
/// and nothing is decoded that nobody reads.
/// </summary>
public sealed class Snapshot<T>
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly ResourceType<T> _type;
    private readonly byte[] _json;
    private readonly int _metadata;
    private readonly int _metadataLength;

    private Snapshot(ResourceType<T> type, ObjectKey key, string resourceVersion, byte[] json, int metadata, int metadataLength)
    {
        _type = type;
        _json = json;
        _metadata = metadata;
        _metadataLength = metadataLength;
        Key = key;
        ResourceVersion = resourceVersion;
    }

    public ObjectKey Key { get; }

    public string ResourceVersion { get; }

    public string Kind => _type.Kind;

    /// <returns>An object of the caller's own.</returns>
    /// <exception cref="JsonException">The server sent what the kind does not have.</exception>
    public T Read() => _type.Complete(JsonSerializer.Deserialize(_json, _type.Reading)!);

    public V1ObjectMeta ReadMetadata() => JsonSerializer.Deserialize(_json.AsSpan(_metadata, _metadataLength), _type.ReadingMetadata)!;

    /// <param name="reader">At the start of the object in <paramref name="json"/>; afterwards at its end.</param>
    /// <exception cref="JsonException">That is no object with a name and a version.</exception>
    internal static Snapshot<T> Take(ResourceType<T> type, ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        var start = reader;
        var bounds = ObjectBounds.Read(ref reader, json);
        if (!type.IsMetadataOnly)
        {
            return new Snapshot<T>(type, bounds.Key, bounds.ResourceVersion, bounds.Copy(json), bounds.Metadata, bounds.MetadataLength);
        }

        // What such a type leaves out is not to stay in memory either.
        var lean = JsonSerializer.SerializeToUtf8Bytes(JsonSerializer.Deserialize(ref start, type.Reading)!, type.Json);
        var inner = new Utf8JsonReader(lean);
        inner.Read();
        var kept = ObjectBounds.Read(ref inner, lean);
        return new Snapshot<T>(type, kept.Key, kept.ResourceVersion, lean, kept.Metadata, kept.MetadataLength);
    }
}
