using System.Collections.Concurrent;
using System.Text;
using k8s;
using k8s.Models;
using MiniStack.ApiPaths;
using MiniStack.Operator.Core.Diagnosis;
using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Resources;
using MiniStack.Operator.Runtime.Client;

namespace MiniStack.Operator.Cluster;

/// <summary>
/// Reads what a diagnosis needs beyond a stack's children, in a handful of bounded requests. One that fails, in whatever way, costs what it
/// would have told and nothing else.
/// </summary>
/// <param name="client">The API server.</param>
/// <param name="events">Shared by the stacks of a namespace.</param>
/// <param name="nodes">Shared by all stacks.</param>
/// <param name="missed">Told what could not be read; the diagnosis is made of the rest.</param>
public sealed class EvidenceReader(ApiClient client, EventReader events, NodeReader nodes, Action<Missed> missed)
{
    private const int PageSize = 500;

    /// <summary>A status waits for this: what comes later is for the next look.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(8);

    /// <summary>A log comes from a node that may be down.</summary>
    private static readonly TimeSpan LogDeadline = TimeSpan.FromSeconds(2);

    public async Task<Evidence> ReadAsync(ObservedStack observed, CancellationToken cancellationToken)
    {
        var ns = observed.Stack.Metadata.NamespaceProperty;
        var name = observed.Stack.Metadata.Name;
        var look = new Look(missed, cancellationToken);
        var pods = ListAsync(look, ResourceTypes.Pod, ns, () => LabelSelector.Is(Labels.Stack, name));
        var sets = ListAsync(
            look,
            ResourceTypes.ReplicaSet,
            ns,
            () => LabelSelector.Is(Labels.Stack, name).And(LabelSelector.Is(Labels.Component, Labels.ApiComponent)));
        var evidence = new Evidence { Pods = await pods, ReplicaSets = await sets };
        if (EvidenceRules.LacksPods(observed))
        {
            var access = new AccessLines(observed.Stack.Spec.Api.Health);
            var all = look.ReadAsync<IReadOnlyList<Corev1Event>>(ResourceTypes.Event.Plural, [], token => events.ReadAsync(ns, name, token));
            var logs = Task.WhenAll(EvidenceRules.LogsOf(evidence.Pods).Select(request => ReadLogAsync(look, ns, request, access)));
            var known = EvidenceRules.AskForNodes(evidence.Pods)
                ? look.ReadAsync<IReadOnlyList<ObservedNode>>(ResourceTypes.Node.Plural, [], nodes.ReadAsync)
                : Task.FromResult<IReadOnlyList<ObservedNode>>([]);
            var missing = FindMissingAsync(look, ns, EvidenceRules.PullSecretsOf(observed, evidence.Pods));
            evidence = evidence with
            {
                Events = await all,
                Logs = [.. (await logs).OfType<ContainerLog>()],
                Nodes = await known,
                MissingPullSecrets = await missing,
            };
        }

        if (EvidenceRules.HasWords(evidence))
        {
            // Nobody knows what to mask in the words of a program while the Secrets that it reads can't be had.
            evidence = await ReadSecretsAsync(look, observed) is { } secrets ? evidence with { Secrets = secrets } : evidence.WithoutWords();
        }

        return evidence with { Unread = look.Unread, IsPassing = look.IsPassing };
    }

    private Task<IReadOnlyList<T>> ListAsync<T>(Look look, ResourceType<T> type, string ns, Func<LabelSelector> selector)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        look.ReadAsync<IReadOnlyList<T>>(
            type.Plural, [], async token => (await client.ListAsync(type, ns, selector(), PageSize, null, token)).Items);

    private Task<ContainerLog?> ReadLogAsync(Look look, string ns, LogRequest request, AccessLines access) => look.ReadAsync<ContainerLog?>(
        $"the log of pod {request.Pod}",
        null,
        async token =>
        {
            try
            {
                var (text, isWhole) = await ReadLastLinesAsync(ns, request, token);
                return new ContainerLog(request.Pod, request.Container, request.IsOfLastEnd, LogText.Kept(text, access)) { IsWhole = isWhole };
            }
            catch (Exception exception) when (
                !token.IsCancellationRequested
                && exception is ApiException { Reason: not "Forbidden" } or HttpRequestException or IOException or OperationCanceledException)
            {
                // The container may be gone already, or its node: the rest tells enough.
                return null;
            }
        });

    private async Task<(string Text, bool IsWhole)> ReadLastLinesAsync(string ns, LogRequest request, CancellationToken cancellationToken)
    {
        var text = "";
        foreach (var lines in LogText.LinesToRead)
        {
            text = await client.ReadLogAsync(
                new ObjectKey(ns, request.Pod), request.Container, request.AsksForPrevious, lines, LogText.MaximumReadBytes, LogDeadline, cancellationToken);
            // A text as long as it may be has lost its end, which tells most.
            if (Encoding.UTF8.GetByteCount(text) < LogText.MaximumReadBytes)
            {
                return (text, lines == LogText.LinesToRead[0] && text.AsSpan().Count('\n') < lines && text.Length < LogText.MaximumBytes);
            }
        }

        return (text, false);
    }

    /// <returns>Of these Secrets those that there are none of; null where not each could be looked for, or none was to be.</returns>
    private async Task<IReadOnlyList<string>?> FindMissingAsync(Look look, string ns, IReadOnlyList<string> names)
    {
        var found = await Task.WhenAll(names.Select(name => look.ReadAsync<bool?>(
            $"Secret {name}", null, async token => await client.GetAsync(ResourceTypes.NamedSecret, new ObjectKey(ns, name), token) is not null)));
        return found.Length == 0 || found.Contains(null) ? null : [.. names.Where((_, i) => found[i] is false)];
    }

    /// <summary>The API may print whatever it reads.</summary>
    /// <returns>Null when some of it may be read at the next look; what is forbidden is told of by what it looks like.</returns>
    private async Task<IReadOnlyList<string>?> ReadSecretsAsync(Look look, ObservedStack observed)
    {
        var ns = observed.Stack.Metadata.NamespaceProperty;
        var names = ConfigReferences.Of(observed.Stack).Where(each => each.Kind == "Secret").Select(each => each.Name).Distinct().ToList();
        var secrets = await Task.WhenAll(names.Select(name => look.ReadAsync(
            $"Secret {name}", null, token => client.GetAsync(ResourceTypes.Secret, new ObjectKey(ns, name), token))));
        return names.Exists(name => look.MayPass($"Secret {name}"))
            ? null
            :
            [
                .. secrets
                    .SelectMany(secret => secret?.Data ?? new Dictionary<string, byte[]>())
                    .Select(pair => (pair.Key, Value: Encoding.UTF8.GetString(pair.Value)))
                    .Where(pair => !SecretNames.IsPort(pair.Key, pair.Value))
                    .Select(pair => pair.Value),
            ];
    }

    /// <summary>One look at a stack, and what it could not see.</summary>
    private sealed class Look(Action<Missed> missed, CancellationToken cancellationToken)
    {
        private readonly ConcurrentQueue<Missed> _missed = new();

        public IReadOnlyDictionary<string, string> Unread =>
            _missed.GroupBy(each => each.What).ToDictionary(group => group.Key, group => group.First().Why, StringComparer.Ordinal);

        public bool IsPassing => _missed.Any(each => !each.IsForbidden);

        /// <summary>It could not be read, and maybe can at the next look.</summary>
        public bool MayPass(string what) => _missed.Any(each => each.What == what && !each.IsForbidden);

        /// <param name="what">To tell of it.</param>
        /// <param name="without">What stands for it when it cannot be read.</param>
        /// <param name="read">Is given a token that ends with the deadline.</param>
        public async Task<T> ReadAsync<T>(string what, T without, Func<CancellationToken, Task<T>> read)
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            deadline.CancelAfter(Deadline);
            try
            {
                return await read(deadline.Token);
            }
            catch (InvalidNameException)
            {
                // There can be no such object.
                return without;
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                var one = Missed.Of(what, exception);
                _missed.Enqueue(one);
                missed(one);
                return without;
            }
        }
    }
}
