using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using MiniStack.Operator.Runtime.Client;

namespace MiniStack.Operator.Runtime.Events;

/// <summary>
/// Tells the user what happened to an entity, in core/v1 Events. The same event again raises the count of the one that is there, also
/// after a restart: its name follows from its identity, which is what it says unless the publisher knows better.
/// </summary>
/// <param name="component">Who reports, such as <c>example-operator</c>.</param>
public sealed partial class EventPublisher(ApiClient client, string component, TimeProvider time, ILogger<EventPublisher> logger)
{
    /// <summary>More counts than this are not remembered; one that was forgotten costs a request more.</summary>
    private const int RememberedCounts = 4096;

    private static readonly ResourceType<Corev1Event> Type = new("", "v1", "Event", "events", ClientJson.Default.Corev1Event);

    private readonly ConcurrentDictionary<ObjectKey, int> _counts = new();

    /// <summary>Publishes, or logs why it could not: an event is never worth a failed reconcile.</summary>
    /// <param name="entity">With its <c>apiVersion</c>, <c>kind</c> and UID.</param>
    /// <param name="reason">CamelCase, for machines.</param>
    /// <param name="message">For people; cut at 1024 bytes, which is all that the API server takes.</param>
    /// <param name="identity">What is the same of events that are to be counted as one, which then says what was said last; by default the message.</param>
    public async Task PublishAsync(
        IKubernetesObject<V1ObjectMeta> entity,
        EventType type,
        string reason,
        string message,
        CancellationToken cancellationToken,
        string? identity = null)
    {
        var item = Build(entity, type, reason, EventText.Cut(message), identity ?? message);
        try
        {
            await PublishAsync(item, cancellationToken);
        }
        catch (ApiException exception) when (exception.IsNamespaceTerminating || exception.IsNotFound)
        {
            // The namespace goes, or is gone: there is nobody left to tell.
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(reason, item.InvolvedObject.Kind, Key(item), exception.Message);
        }
    }

    private async Task PublishAsync(Corev1Event item, CancellationToken cancellationToken)
    {
        var key = Key(item);
        if (_counts.TryGetValue(key, out var count))
        {
            try
            {
                await RaiseAsync(item, count + 1, cancellationToken);
                return;
            }
            catch (ApiException exception) when (exception.IsNotFound)
            {
                // Events live for an hour.
            }
        }

        try
        {
            await client.CreateAsync(Type, item, component, cancellationToken);
            Remember(key, 1);
        }
        catch (ApiException exception) when (exception.Reason == "AlreadyExists")
        {
            // The answer to a patch tells the count, so that events need not be readable.
            var live = await RaiseAsync(item, null, cancellationToken);
            await RaiseAsync(item, (live.Count ?? 1) + 1, cancellationToken);
        }
    }

    /// <param name="count">Null leaves the count as it is.</param>
    private async Task<Corev1Event> RaiseAsync(Corev1Event item, int? count, CancellationToken cancellationToken)
    {
        var patch = new JsonObject { ["message"] = item.Message, ["lastTimestamp"] = item.LastTimestamp!.Value.ToString("yyyy-MM-ddTHH:mm:ssZ") };
        if (count is not null)
        {
            patch["count"] = count;
        }

        var key = Key(item);
        var answer = await client.MergePatchAsync(Type, key, Encoding.UTF8.GetBytes(patch.ToJsonString()), component, cancellationToken);
        if (count is { } known)
        {
            Remember(key, known);
        }

        return answer;
    }

    private void Remember(ObjectKey key, int count)
    {
        if (_counts.Count >= RememberedCounts)
        {
            _counts.Clear();
        }

        _counts[key] = count;
    }

    private Corev1Event Build(IKubernetesObject<V1ObjectMeta> entity, EventType type, string reason, string message, string identity)
    {
        var now = time.GetUtcNow().UtcDateTime;
        now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
        var whole = $"{entity.Metadata.Uid}\n{type}\n{reason}\n{identity}";
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(whole)).AsSpan(0, 8));
        return new Corev1Event
        {
            Metadata = new V1ObjectMeta
            {
                Name = $"{entity.Metadata.Name}.{hash}",
                NamespaceProperty = string.IsNullOrEmpty(entity.Metadata.NamespaceProperty) ? "default" : entity.Metadata.NamespaceProperty,
            },
            InvolvedObject = new V1ObjectReference
            {
                ApiVersion = entity.ApiVersion,
                Kind = entity.Kind,
                Name = entity.Metadata.Name,
                NamespaceProperty = entity.Metadata.NamespaceProperty,
                Uid = entity.Metadata.Uid,
            },
            Type = type.ToString(),
            Reason = reason,
            Message = message,
            Count = 1,
            FirstTimestamp = now,
            LastTimestamp = now,
            Source = new V1EventSource { Component = component },
            ReportingComponent = component,
            ReportingInstance = component,
        };
    }

    private static ObjectKey Key(Corev1Event item) => new(item.Metadata.NamespaceProperty, item.Metadata.Name);

    [LoggerMessage(LogLevel.Warning, "Failed to publish event {Reason} of {Kind} as {Key}: {Detail}")]
    private partial void LogFailed(string reason, string kind, ObjectKey key, string detail);
}
