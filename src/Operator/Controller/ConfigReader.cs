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
    /// <summary>By the stack's UID, what its last pass has read.</summary>
    private readonly ConcurrentDictionary<string, Dictionary<(string Kind, string Name), Content>> _known = new();

    /// <returns>Each reference with a hash of what it holds; null where there is no such object or key.</returns>
    public async Task<IReadOnlyList<(ConfigReference Reference, string? Content)>> ReadAsync(
        V1Alpha1MiniStack stack, CancellationToken cancellationToken)
    {
        var found = new List<(ConfigReference, string?)>();
        var known = _known.GetValueOrDefault(stack.Metadata.Uid) ?? [];
        var read = new Dictionary<(string Kind, string Name), Content>();
        foreach (var reference in ConfigReferences.Of(stack))
        {
            var name = (reference.Kind, reference.Name);
            if (!read.TryGetValue(name, out var content))
            {
                var key = new ObjectKey(stack.Metadata.NamespaceProperty, reference.Name);
                content = reference.Kind == "Secret"
                    ? await ReadAsync(MetadataOf<V1Secret>(key), known.GetValueOrDefault(name), key, ResourceTypes.Secret, KeysOf, cancellationToken)
                    : await ReadAsync(MetadataOf<V1ConfigMap>(key), known.GetValueOrDefault(name), key, ResourceTypes.ConfigMap, KeysOf, cancellationToken);
                if (content is not null)
                {
                    read[name] = content;
                }
            }

            var keys = content?.Keys;
            found.Add((reference, keys is null ? null : reference.Key is { } one ? keys.GetValueOrDefault(one) : string.Join(' ', keys)));
        }

        _known[stack.Metadata.Uid] = read;
        return found;
    }

    /// <summary>Keeps nothing of a stack that is gone.</summary>
    public void Forget(string uid) => _known.TryRemove(uid, out _);

    /// <summary>Of a stack's own child, or of an object that is merely named.</summary>
    private V1ObjectMeta? MetadataOf<T>(ObjectKey key)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        stores.Of<T>().Find(key)?.ReadMetadata() ?? stores.Of<MetadataOnly<T>>().Find(key)?.ReadMetadata();

    /// <returns>Null where there is no such object.</returns>
    private async Task<Content?> ReadAsync<T>(
        V1ObjectMeta? metadata,
        Content? known,
        ObjectKey key,
        ResourceType<T> type,
        Func<T, IEnumerable<KeyValuePair<string, byte[]>>> keysOf,
        CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        if (metadata is not null && known?.Version == VersionOf(metadata))
        {
            return known;
        }

        // Also where the stores have none: an object whose label has changed is in neither for a moment, and the API would roll for that.
        if (await client.GetAsync(type, key, cancellationToken) is not { } item)
        {
            return null;
        }

        var keys = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in keysOf(item))
        {
            keys[name] = Convert.ToHexStringLower(SHA256.HashData(value));
        }

        return new Content(VersionOf(item.Metadata), keys);
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
