using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using k8s;
using k8s.Models;
using MiniStack.Operator.Runtime.Client;
using MiniStack.Operator.Runtime.Watching;

namespace MiniStack.Operator.Runtime.Applying;

/// <summary>
/// Applies an object only when that would change something: when what is wanted is not what was last applied (told by a hash in an
/// annotation), or when the live object no longer contains it.
/// </summary>
/// <param name="hashAnnotation">Where the hash of the wanted object is kept.</param>
/// <param name="ownWrites">Told of what is written.</param>
public sealed class Applier(ApiClient client, string fieldManager, string hashAnnotation, OwnWrites ownWrites)
{
    /// <summary>
    /// The revision of an empty store, which no object ever has: an apply with it makes what is absent, and is a conflict where anything has
    /// the name. That saves asking first whether there is such an object.
    /// </summary>
    private const string VersionOfNothing = "1";

    /// <summary>What up to about 1.23 the server says of Services, which it makes in a way of their own: there is none of that name.</summary>
    private const string NoVersionExpected = "resourceVersion should not be set on objects to be created";

    /// <summary>How often the mark of a patch is looked for where others keep writing.</summary>
    private const int OwnershipAttempts = 5;

    /// <summary>More objects than this are not remembered; to forget one costs an apply, or a comparison.</summary>
    private const int RememberedObjects = 4096;

    /// <summary>Versions that applies have made, until the store is asked for the object: of those nothing need be compared.</summary>
    private readonly Dictionary<(string Kind, ObjectKey Key), string> _made = [];
    private readonly Lock _madeLock = new();

    /// <summary>What the server left out of its answer to a second apply, by object and hash: sending it again would not change that.</summary>
    private readonly ConcurrentDictionary<(string Kind, ObjectKey Key), (string Hash, string Dropped)> _dropped = new();

    /// <summary>Kinds that are not to be made with <see cref="VersionOfNothing"/>.</summary>
    private readonly ConcurrentDictionary<string, bool> _unguarded = new();

    /// <summary>Whether an apply of what is not known to be there is refused where there is something after all; else it is to be asked for first.</summary>
    public bool IsGuarded<T>(ResourceType<T> type)
        where T : class, IKubernetesObject<V1ObjectMeta> => !_unguarded.ContainsKey(type.Kind);

    /// <summary>Whether an apply would change nothing, told without decoding what is there.</summary>
    /// <param name="desired">Its resourceVersion, which <see cref="ApplyAsync"/> looks at, is of no meaning here.</param>
    /// <param name="metadata">That of <paramref name="live"/>.</param>
    public bool IsApplied<T>(ResourceType<T> type, T desired, Snapshot<T> live, V1ObjectMeta metadata)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var (wanted, hash) = Wanted(type, desired);
        if (HashOf(metadata) != hash)
        {
            return false;
        }

        live.IsAsApplied = live.IsAsApplied
            || TakeMade(type.Kind, live.Key, live.ResourceVersion)
            || IsSame(type.Kind, live.Key, hash, Difference(wanted, live));
        return live.IsAsApplied;
    }

    /// <param name="desired">
    /// Made for this call, which changes its metadata. With a resourceVersion, another's write since that version is a conflict, and stands.
    /// </param>
    /// <param name="live">What is known to be there. Null: nothing is; where there is something after all, that is a conflict.</param>
    /// <returns>The object as the server has it now; null when nothing was to be done.</returns>
    public async Task<Snapshot<T>?> ApplyAsync<T>(ResourceType<T> type, T desired, T? live, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var key = new ObjectKey(desired.Metadata.NamespaceProperty ?? "", desired.Metadata.Name);
        var version = desired.Metadata.ResourceVersion;
        var (wanted, hash) = Wanted(type, desired);
        if (live is not null
            && HashOf(live.Metadata) == hash
            && (IsMade(type.Kind, key, live.Metadata.ResourceVersion) || IsSame(type.Kind, key, hash, Difference(wanted, JsonOf(type, live)))))
        {
            return null;
        }

        ownWrites.Begin(type.Kind, key);
        Snapshot<T>? answer = null;
        string? left = null;
        try
        {
            answer = await ApplyAsync(version);
            left = live is null ? null : Difference(wanted, answer);
            if (left?.Contains(LiveComparison.Whole, StringComparison.Ordinal) == true)
            {
                answer = await ReplaceAsync(answer.Read(), version is null ? null : answer.ResourceVersion);
                left = null;
            }
        }
        catch (ApiException exception) when (live is null && exception.Message.Contains(NoVersionExpected, StringComparison.Ordinal))
        {
            _unguarded[type.Kind] = true;
            answer = await ApplyAsync(version);
        }
        catch (ApiException exception) when (exception.Reason == "Invalid" && live is not null && SpecPatch.HasSpec(wanted))
        {
            // Somebody has put a field in, or owns one that was ours, which excludes what is wanted: a variable's value beside its source.
            answer = await ReplaceRefusedAsync(live, exception);
        }
        finally
        {
            ownWrites.End(type.Kind, key, answer?.ResourceVersion);
        }

        if (live is not null)
        {
            RememberDropped((type.Kind, key), hash, left ?? Difference(wanted, answer));
        }

        RememberMade((type.Kind, key), answer.ResourceVersion);
        return answer;

        Task<Snapshot<T>> ApplyAsync(string? expected) =>
            client.ApplyAsync(type, key, Body(type, desired, hash, live?.Metadata.Uid, expected), fieldManager, cancellationToken);

        async Task<Snapshot<T>> ReplaceAsync(T current, string? expected)
        {
            var patch = SpecPatch.Build(type, desired, current, expected);
            await DisownAsync(type, key, await client.JsonPatchAsync(type, key, patch, fieldManager, cancellationToken), cancellationToken);
            return await ApplyAsync(null);
        }

        async Task<Snapshot<T>> ReplaceRefusedAsync(T current, ApiException refusal)
        {
            try
            {
                return await ReplaceAsync(current, version);
            }
            catch (ApiException exception) when (exception.Reason == "Invalid")
            {
                // What is wanted is itself at fault.
                ExceptionDispatchInfo.Throw(refusal);
                throw;
            }
        }
    }

    /// <summary>A patch that stays an owner of what it wrote would keep that in place for ever: see <see cref="OwnershipPatch"/>.</summary>
    /// <param name="live">As the patch has left it.</param>
    private async Task DisownAsync<T>(ResourceType<T> type, ObjectKey key, JsonElement live, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        for (var attempt = 1; OwnershipPatch.Build(live, fieldManager) is { } patch; attempt++)
        {
            try
            {
                await client.JsonPatchAsync(type, key, patch, fieldManager, cancellationToken);
                return;
            }
            catch (ApiException exception) when (exception.IsConflict && attempt < OwnershipAttempts)
            {
                // A controller has told its status in between, and the entry stands at another place of the list.
                live = await client.ReadAsync(type.ObjectPath(key), ClientJson.Default.JsonElement, cancellationToken);
            }
        }
    }

    /// <summary>Writes the whole status of an object, and nothing else of it.</summary>
    public Task ApplyStatusAsync<T, TStatus>(
        ResourceType<T> type, ObjectKey key, TStatus status, JsonTypeInfo<TStatus> json, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var body = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            writer.WriteString("apiVersion", type.ApiVersion);
            writer.WriteString("kind", type.Kind);
            writer.WriteStartObject("metadata");
            writer.WriteString("name", key.Name);
            writer.WriteString("namespace", key.Namespace);
            writer.WriteEndObject();
            writer.WritePropertyName("status");
            JsonSerializer.Serialize(writer, status, json);
            writer.WriteEndObject();
        }

        return client.ApplyStatusAsync(type, key, body.WrittenMemory, fieldManager, cancellationToken);
    }

    private bool IsMade(string kind, ObjectKey key, string version)
    {
        lock (_madeLock)
        {
            return _made.TryGetValue((kind, key), out var made) && made == version;
        }
    }

    /// <summary>Once the store has an object, what is known of it is known there.</summary>
    private bool TakeMade(string kind, ObjectKey key, string version)
    {
        lock (_madeLock)
        {
            return _made.Remove((kind, key), out var made) && made == version;
        }
    }

    /// <summary>Whether the live object contains all that is wanted, but for what the server does not take.</summary>
    private bool IsSame(string kind, ObjectKey key, string hash, string difference) =>
        difference.Length == 0
        || (_dropped.TryGetValue((kind, key), out var dropped) && dropped.Hash == hash && dropped.Dropped == difference);

    /// <summary>Without the version that an apply is to find: it is no part of what is wanted.</summary>
    private static (byte[] Json, string Hash) Wanted<T>(ResourceType<T> type, T desired)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var version = desired.Metadata.ResourceVersion;
        desired.Metadata.ResourceVersion = null;
        var json = JsonOf(type, desired);
        desired.Metadata.ResourceVersion = version;
        return (json, Convert.ToHexStringLower(SHA256.HashData(json).AsSpan(0, 16)));
    }

    private string? HashOf(V1ObjectMeta live) =>
        live.Annotations is { } annotations && annotations.TryGetValue(hashAnnotation, out var hash) ? hash : null;

    private void RememberMade((string Kind, ObjectKey Key) item, string version)
    {
        lock (_madeLock)
        {
            if (_made.Count >= RememberedObjects)
            {
                _made.Clear();
            }

            _made[item] = version;
        }
    }

    /// <summary>Few objects lose anything; of those that are gone or have nothing left out, nothing is to be kept for ever.</summary>
    private void RememberDropped((string Kind, ObjectKey Key) item, string hash, string dropped)
    {
        if (dropped.Length == 0)
        {
            _dropped.TryRemove(item, out _);
            return;
        }

        if (_dropped.Count >= RememberedObjects)
        {
            _dropped.Clear();
        }

        _dropped[item] = (hash, dropped);
    }

    private static byte[] JsonOf<T>(ResourceType<T> type, T item)
        where T : class, IKubernetesObject<V1ObjectMeta> => JsonSerializer.SerializeToUtf8Bytes(item, type.Json);

    private static string Difference<T>(byte[] wanted, Snapshot<T> live)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        using var json = live.Json();
        return Difference(wanted, json.Bytes);
    }

    private static string Difference(byte[] wanted, ReadOnlyMemory<byte> live)
    {
        using var desired = JsonDocument.Parse(wanted);
        using var current = JsonDocument.Parse(live);
        return string.Join(' ', LiveComparison.Differences(desired.RootElement, current.RootElement));
    }

    /// <param name="uid">
    /// Of the live object: the server refuses the apply with a conflict when it has another by now, or none. A store that lags would have an
    /// object made anew otherwise, such as an empty volume in place of the one that was deleted a moment ago.
    /// </param>
    /// <param name="version">That the live object is to have; null for any.</param>
    private byte[] Body<T>(ResourceType<T> type, T desired, string hash, string? uid, string? version)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var metadata = desired.Metadata;
        metadata.Annotations = new Dictionary<string, string>(metadata.Annotations ?? new Dictionary<string, string>()) { [hashAnnotation] = hash };
        metadata.Uid = uid;
        metadata.ResourceVersion = uid is not null ? version : IsGuarded(type) ? VersionOfNothing : null;
        return JsonSerializer.SerializeToUtf8Bytes(desired, type.Json);
    }
}
