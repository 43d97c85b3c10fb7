using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using k8s;
using k8s.Models;
using MiniStack.ApiPaths;

namespace MiniStack.Operator.Runtime.Client;

/// <summary>Where the API server keeps objects of one kind, and how their bytes are read and written.</summary>
/// <param name="Group">API group; empty for the core group.</param>
/// <param name="Json">Source-generated metadata, so that neither trimming nor native AOT loses a property.</param>
/// <param name="Names">What the kind's objects may be named.</param>
public sealed record ResourceType<T>(
    string Group, string Version, string Kind, string Plural, JsonTypeInfo<T> Json, NameRule Names = NameRule.Subdomain)
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly ApiResource _resource = new(Group, Version, Plural, Names);

    /// <summary><c>apps/v1</c>, or <c>v1</c> in the core group.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>How objects of the kind are read.</summary>
    internal JsonTypeInfo<T> Reading { get; } = LeanJson.Of(Json);

    internal JsonTypeInfo<V1ObjectMeta> ReadingMetadata => (JsonTypeInfo<V1ObjectMeta>)Reading.Options.GetTypeInfo(typeof(V1ObjectMeta));

    internal bool IsMetadataOnly => Accept is not null;

    /// <summary>Sent as the Accept header where one object or a watch is read; null for plain JSON.</summary>
    internal string? Accept { get; init; }

    internal string? AcceptList { get; init; }

    /// <summary>The path of the collection: of one namespace, or of the whole cluster when <paramref name="ns"/> is null.</summary>
    /// <exception cref="InvalidNameException">No namespace can have that name.</exception>
    public ApiPath CollectionPath(string? ns) => _resource.Collection(ns);

    /// <exception cref="InvalidNameException">There can be no such object.</exception>
    public ApiPath ObjectPath(ObjectKey key, string? subresource = null) => _resource.Item(key.Namespace, key.Name, subresource);

    /// <inheritdoc cref="ListReader{TItem}.TryReadItem"/>
    internal bool TryRead(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, out T item)
    {
        var end = reader;
        var isWhole = end.TrySkip();
        item = isWhole ? Complete(JsonSerializer.Deserialize(ref reader, Reading)!) : null!;
        return isWhole;
    }

    /// <summary>Items of a list come without their kind.</summary>
    internal T Complete(T item)
    {
        item.ApiVersion = ApiVersion;
        item.Kind = Kind;
        return item;
    }
}
