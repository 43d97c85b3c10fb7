using k8s.Models;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Resources;
using MiniStack.Operator.Core.Status;
using MiniStack.Operator.Core.Validation;

namespace MiniStack.Operator.Core.Diagnosis;

/// <summary>When evidence is read, and which, so that a stack at rest costs nothing and a broken one a bounded few requests.</summary>
public static class EvidenceRules
{
    /// <summary>Most pods that logs are read of at a look.</summary>
    private const int MaximumLogs = 4;

    /// <summary>Bytes that a kubelet keeps of the last output in a status are some more.</summary>
    private const int UncutMessage = 1900;

    private const int MaximumPullSecrets = 8;

    /// <summary>How long a component may be without ready pods before somebody looks: most starts are over by then.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <returns>How long to wait before evidence is read, zero for now; null when none is needed.</returns>
    public static TimeSpan? DueIn(ObservedStack observed, DateTime now)
    {
        var stack = observed.Stack;
        if (IsAtRest(stack))
        {
            return null;
        }

        // Pods that crash and come back look healthy in between: what was diagnosed is only over once the pods themselves say so.
        if (stack.Status?.Diagnosis is { } diagnosis && !FindingCodes.IsUnmetWish(diagnosis.Code))
        {
            return TimeSpan.Zero;
        }

        if (!LacksPods(observed))
        {
            return null;
        }

        var remaining = Patience - (now - LastStep(observed, now));
        return remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;
    }

    /// <summary>It is to have no pods, or to be left alone: there is nothing to look for.</summary>
    public static bool IsAtRest(V1Alpha1MiniStack stack) => stack.Spec.Suspend || StackAnnotations.IsPaused(stack);

    /// <summary>Whether only the pods themselves can tell that what was found is over.</summary>
    public static bool AskForPods(IEnumerable<Finding> found) => found.Any(each => !FindingCodes.IsUnmetWish(each.Code.Name));

    /// <summary>When the stack came to where it is: in a queue of hundreds a stack gets its turn late, and is none the worse for it.</summary>
    private static DateTime LastStep(ObservedStack observed, DateTime now)
    {
        return new[]
        {
            Since(ConditionTypes.Ready, observed is { IsDatabaseReady: true, IsApiServing: true, UnderWay: null }),
            Since(ConditionTypes.DatabaseReady, observed.IsDatabaseReady),
            Since(ConditionTypes.ApiReady, observed.IsApiServing),
        }.Max();

        // What the status does not say yet has come about just now.
        DateTime Since(string type, bool isTrue) =>
            observed.Stack.Status?.Condition(type) is { LastTransitionTime: { } time } known && known.Status == (isTrue ? "True" : "False") ? time : now;
    }

    /// <summary>Events and logs are read only then: the pods alone tell whether one of them still comes and goes.</summary>
    public static bool LacksPods(ObservedStack observed) => observed is not { IsDatabaseReady: true, IsApiReady: true, UnderWay: null };

    /// <summary>Whether programs had their say in what was read, and may have told a secret: see <see cref="ProgramWords"/>.</summary>
    public static bool HasWords(Evidence evidence) =>
        evidence.Logs.Count > 0
        || evidence.Pods.SelectMany(StatusesOf).Any(each => ProgramWords.IsIn(each.State) || ProgramWords.IsIn(each.LastState))
        || evidence.Events.Any(ProgramWords.IsIn);

    /// <summary>Newer schedulers name no taint, and none names its effect.</summary>
    public static bool AskForNodes(IEnumerable<V1Pod> pods) => pods.Any(pod => string.IsNullOrEmpty(pod.Spec.NodeName)
        && pod.Status?.Conditions?.Any(
            each => each is { Type: "PodScheduled", Status: "False" } && each.Message?.Contains("taint", StringComparison.Ordinal) is true) is true);

    /// <summary>Older nodes leave out a Secret that is not there without a word.</summary>
    /// <returns>The names to look for, each once: some while a pod of the API can't get its image, else none.</returns>
    public static IReadOnlyList<string> PullSecretsOf(ObservedStack observed, IEnumerable<V1Pod> pods) =>
        pods.Any(pod => pod.Spec.ImagePullSecrets is { Count: > 0 } && StatusesOf(pod).Any(each => each.State?.Waiting?.Reason is "ErrImagePull" or "ImagePullBackOff"))
            ? [.. (observed.Stack.Spec.Api.ImagePullSecrets ?? []).Select(each => each.Name ?? "").Where(NameFormat.Subdomain.Matches).Distinct().Take(MaximumPullSecrets)]
            : [];

    /// <summary>
    /// The logs that tell what statuses do not: of containers that run and are not ready, of those that ended without a word, and of the
    /// database's server, which is ready as well where it turns everybody away.
    /// </summary>
    public static IReadOnlyList<LogRequest> LogsOf(IEnumerable<V1Pod> pods) =>
    [
        .. pods
            .Where(pod => pod.Metadata.DeletionTimestamp is null)
            .OrderByDescending(pod => StatusesOf(pod).Any(IsOfServer))
            .ThenByDescending(pod => pod.Metadata.CreationTimestamp)
            .ThenBy(pod => pod.Metadata.Name, StringComparer.Ordinal)
            .SelectMany(pod => StatusesOf(pod).SelectMany(each => LogsOf(pod, each)))
            .Take(MaximumLogs),
    ];

    /// <summary>A status tells all of it. A long stack trace has its message where a kubelet cuts it off.</summary>
    private static bool IsTold(string? message) => !string.IsNullOrWhiteSpace(message) && message.Length < UncutMessage;

    private static IEnumerable<V1ContainerStatus> StatusesOf(V1Pod pod) =>
        (pod.Status?.InitContainerStatuses ?? []).Concat(pod.Status?.ContainerStatuses ?? []);

    private static bool IsOfServer(V1ContainerStatus status) => status.Name == Names.DatabaseContainer;

    private static IEnumerable<LogRequest> LogsOf(V1Pod pod, V1ContainerStatus status)
    {
        // A Job's container is ready while it runs.
        var isOfJob = pod.Metadata.Job() is not null;
        if (status.Ready && !isOfJob && !IsOfServer(status))
        {
            yield break;
        }

        if (status.State?.Running is not null)
        {
            yield return new LogRequest(pod.Metadata.Name, status.Name, IsOfLastEnd: false, AsksForPrevious: false);
        }

        if (status.Ready && IsOfServer(status))
        {
            yield break;
        }

        // Of a container that runs again, so that what is said of its end does not change meanwhile.
        if ((status.State?.Terminated ?? status.LastState?.Terminated) is { } ended && !IsTold(ended.Message)
            && ended.Reason != "OOMKilled" && !(ended.ExitCode == 0 && pod.Status?.InitContainerStatuses?.Contains(status) is true))
        {
            yield return new LogRequest(pod.Metadata.Name, status.Name, IsOfLastEnd: true, AsksForPrevious: status.State?.Terminated is null);
        }
    }
}
