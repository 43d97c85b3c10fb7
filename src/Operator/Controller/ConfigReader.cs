using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using k8s;
using k8s.Models;
using MiniStack.Operator.Cluster;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Resources;
using MiniStack.Operator.Runtime.Client;
using MiniStack.Operator.Runtime.Watching;

namespace MiniStack.Operator.Controller;

/// <summary>
/// Hashes what the API reads from Secrets and ConfigMaps. They are watched; the content is asked for when their version has changed, or the
/// watches know of none, and only hashes of it are kept.
/// </summary>
internal sealed class ConfigReader(ApiClient client, Stores stores)
{
    private readonly ConcurrentDictionary<(string Kind, ObjectKey Key), Content> _known = new();

    /// <returns>Each reference with a hash of what it holds; null where there is no such object or key.</returns>
    public async Task<IReadOnlyList<(ConfigReference Reference, string? Content)>> ReadAsync(
        V1Alpha1MiniStack stack, CancellationToken cancellationToken)
    {
        var found = new List<(ConfigReference, string?)>();
        foreach (var reference in ConfigReferences.Of(stack))
        {
            var key = new ObjectKey(stack.Metadata.NamespaceProperty, reference.Name);
            var keys = reference.Kind == "Secret"
                ? await ReadAsync(MetadataOf<V1Secret>(key), reference.Kind, key, ResourceTypes.Secret, KeysOf, cancellationToken)
                : await ReadAsync(MetadataOf<V1ConfigMap>(key), reference.Kind, key, ResourceTypes.ConfigMap, KeysOf, cancellationToken);
            found.Add((reference, keys is null ? null : reference.Key is { } one ? keys.GetValueOrDefault(one) : string.Join(' ', keys)));
        }

        return found;
    }

    /// <summary>Of a stack's own child, or of an object that is merely named.</summary>
    private V1ObjectMeta? MetadataOf<T>(ObjectKey key)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        stores.Of<T>().Find(key)?.ReadMetadata() ?? stores.Of<MetadataOnly<T>>().Find(key)?.ReadMetadata();

    private async Task<IReadOnlyDictionary<string, string>?> ReadAsync<T>(
        V1ObjectMeta? metadata,
        string kind,
        ObjectKey key,
        ResourceType<T> type,
        Func<T, IEnumerable<KeyValuePair<string, byte[]>>> keysOf,
        CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        if (metadata is not null && _known.TryGetValue((kind, key), out var known) && known.Version == VersionOf(metadata))
        {
            return known.Keys;
        }

        // Also where the stores have none: an object whose label has changed is in neither for a moment, and the API would roll for that.
        if (await client.GetAsync(type, key, cancellationToken) is not { } item)
        {
            _known.TryRemove((kind, key), out _);
            return null;
        }

        var keys = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in keysOf(item))
        {
            keys[name] = Convert.ToHexStringLower(SHA256.HashData(value));
        }

        _known[(kind, key)] = new Content(VersionOf(item.Metadata), keys);
        return keys;
    }

    private static (string Uid, string ResourceVersion) VersionOf(V1ObjectMeta metadata) => (metadata.Uid, metadata.ResourceVersion);

    private static IEnumerable<KeyValuePair<string, byte[]>> KeysOf(V1Secret secret) => secret.Data ?? new Dictionary<string, byte[]>();

    private static IEnumerable<KeyValuePair<string, byte[]>> KeysOf(V1ConfigMap map) =>
    [
        .. (map.Data ?? new Dictionary<string, string>()).Select(pair => KeyValuePair.Create(pair.Key, Encoding.UTF8.GetBytes(pair.Value))),
        .. map.BinaryData ?? new Dictionary<string, byte[]>(),
    ];

    private sealed record Content((string Uid, string ResourceVersion) Version, IReadOnlyDictionary<string, string> Keys);
}
