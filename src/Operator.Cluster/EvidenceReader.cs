using System.Text;
using k8s;
using k8s.Models;
using MiniStack.ApiPaths;
using MiniStack.Operator.Core.Diagnosis;
using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Resources;
using MiniStack.Operator.Runtime.Client;

namespace MiniStack.Operator.Cluster;

/// <summary>Reads what a diagnosis needs beyond a stack's children, in a handful of bounded requests.</summary>
/// <param name="client">The API server.</param>
/// <param name="events">Shared by the stacks of a namespace.</param>
/// <param name="missed">Told what could not be read, in a sentence; the diagnosis is made of the rest.</param>
public sealed class EvidenceReader(ApiClient client, EventReader events, Action<string> missed)
{
    private const int PageSize = 500;

    /// <summary>A log comes from a node that may be down.</summary>
    private static readonly TimeSpan LogDeadline = TimeSpan.FromSeconds(2);

    /// <exception cref="ApiException">The API server is in trouble; a refusal is told to whoever hears of what is missed.</exception>
    public async Task<Evidence> ReadAsync(ObservedStack observed, CancellationToken cancellationToken)
    {
        var ns = observed.Stack.Metadata.NamespaceProperty;
        var name = observed.Stack.Metadata.Name;
        var pods = ListAsync(ResourceTypes.Pod, ns, () => LabelSelector.Is(Labels.Stack, name), cancellationToken);
        var sets = ListAsync(
            ResourceTypes.ReplicaSet,
            ns,
            () => LabelSelector.Is(Labels.Stack, name).And(LabelSelector.Is(Labels.Component, Labels.ApiComponent)),
            cancellationToken);
        await Task.WhenAll(pods, sets);
        var evidence = new Evidence { Pods = await pods, ReplicaSets = await sets };
        if (EvidenceRules.LacksPods(observed))
        {
            var all = await AllowedAsync<IReadOnlyList<Corev1Event>>("events", [], () => events.ReadAsync(ns, cancellationToken));
            var logs = await Task.WhenAll(EvidenceRules.LogsOf(evidence.Pods).Select(request => ReadLogAsync(ns, request, cancellationToken)));
            evidence = evidence with
            {
                Events = [.. all.Where(each => IsAbout(each.InvolvedObject, name))],
                Logs = [.. logs.OfType<ContainerLog>()],
            };
        }

        return EvidenceRules.HasWords(evidence)
            ? evidence with { Secrets = await ReadSecretsAsync(observed, cancellationToken) }
            : evidence;
    }

    /// <summary>The names of all children begin with the stack's; a rule asks for the UID where another stack's may do so too.</summary>
    private static bool IsAbout(V1ObjectReference? target, string stack) =>
        target?.Name is { } name && name.StartsWith(stack + "-", StringComparison.Ordinal);

    private async Task<IReadOnlyList<T>> ListAsync<T>(
        ResourceType<T> type, string ns, Func<LabelSelector> selector, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        await AllowedAsync<IReadOnlyList<T>>(
            type.Plural, [], async () => (await client.ListAsync(type, ns, selector(), PageSize, null, cancellationToken)).Items);

    private async Task<ContainerLog?> ReadLogAsync(string ns, LogRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var text = await client.ReadLogAsync(
                new ObjectKey(ns, request.Pod),
                request.Container,
                request.AsksForPrevious,
                LogText.MaximumLines,
                LogText.MaximumBytes,
                LogDeadline,
                cancellationToken);
            return new ContainerLog(request.Pod, request.Container, request.IsOfLastEnd, text);
        }
        catch (Exception exception) when (
            !cancellationToken.IsCancellationRequested && exception is ApiException or HttpRequestException or IOException or OperationCanceledException)
        {
            if (exception is ApiException { Reason: "Forbidden" })
            {
                missed($"the log of pod {request.Pod}: {exception.Message}");
            }

            // The container may be gone already, or its node: the rest tells enough.
            return null;
        }
    }

    /// <summary>The API may print whatever it reads.</summary>
    private async Task<IReadOnlyList<string>> ReadSecretsAsync(ObservedStack observed, CancellationToken cancellationToken)
    {
        var ns = observed.Stack.Metadata.NamespaceProperty;
        var names = ConfigReferences.Of(observed.Stack).Where(each => each.Kind == "Secret").Select(each => each.Name).Distinct();
        var values = new List<string>();
        foreach (var name in names)
        {
            var secret = await AllowedAsync(
                $"Secret {name}", null, () => client.GetAsync(ResourceTypes.Secret, new ObjectKey(ns, name), cancellationToken));
            values.AddRange((secret?.Data ?? new Dictionary<string, byte[]>())
                .Select(pair => (pair.Key, Value: Encoding.UTF8.GetString(pair.Value)))
                .Where(pair => !SecretNames.IsPort(pair.Key, pair.Value))
                .Select(pair => pair.Value));
        }

        return values;
    }

    /// <summary>What the reader may not see, or what no object can be named, is left out: a diagnosis of less is better than none.</summary>
    private async Task<T> AllowedAsync<T>(string what, T without, Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (ApiException exception) when (exception.Reason == "Forbidden")
        {
            missed($"{what}: {exception.Message}");
            return without;
        }
        catch (InvalidNameException)
        {
            return without;
        }
    }
}
