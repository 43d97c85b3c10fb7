using k8s.Models;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Diagnosis;

/// <summary>
/// Takes secrets out of every text that is not the operator's own, before any rule sees it: what rules say of themselves, names above all,
/// stays whole, even where a weak password is a word of it.
/// </summary>
internal static class EvidenceRedaction
{
    /// <summary>Knows the values of the stack's own Secrets, and of those that its API reads.</summary>
    public static Redactor RedactorFor(ObservedStack observed) => new(SecretsOf(observed), NamesOf(observed.Stack));

    public static Evidence Redact(Evidence evidence, Redactor redactor)
    {
        // Pods of one version say the same. Nothing is shown with a colour, and a secret that has one within would come together unmasked.
        var done = new Dictionary<string, string>(StringComparer.Ordinal);
        return evidence with
        {
            Pods = [.. evidence.Pods.Select(pod => pod.Status is { } status ? pod with { Status = Pod(status) } : pod)],
            ReplicaSets = [.. evidence.ReplicaSets.Select(set => set.Status is { } status ? set with { Status = ReplicaSet(status) } : set)],
            Events = [.. evidence.Events.Select(each => each with { Message = Text(each.Message) })],
            Logs = [.. evidence.Logs.Select(log => log with { Text = redactor.Redact(LogText.PlainLines(log.Text)) })],
            Unread = evidence.Unread.ToDictionary(each => each.Key, each => redactor.Redact(each.Value)),
        };

        string? Text(string? text)
        {
            if (text is null)
            {
                return null;
            }

            if (!done.TryGetValue(text, out var redacted))
            {
                done[text] = redacted = redactor.Redact(LogText.PlainLines(text));
            }

            return redacted;
        }

        V1PodStatus Pod(V1PodStatus status) => status with
        {
            Message = Text(status.Message),
            Conditions = status.Conditions?.Select(each => each with { Message = Text(each.Message) }).ToList(),
            InitContainerStatuses = status.InitContainerStatuses?.Select(Container).ToList(),
            ContainerStatuses = status.ContainerStatuses?.Select(Container).ToList(),
        };

        V1ReplicaSetStatus ReplicaSet(V1ReplicaSetStatus status) => status with
        {
            Conditions = status.Conditions?.Select(each => each with { Message = Text(each.Message) }).ToList(),
        };

        V1ContainerStatus Container(V1ContainerStatus status) => status with { State = State(status.State), LastState = State(status.LastState) };

        V1ContainerState? State(V1ContainerState? state) => state is null ? null : state with
        {
            Waiting = state.Waiting is { } waiting ? waiting with { Message = Text(waiting.Message) } : null,
            Terminated = state.Terminated is { } ended ? ended with { Message = Text(ended.Message) } : null,
        };
    }

    /// <summary>The credentials Secret holds some of them beside the password.</summary>
    private static IEnumerable<string> NamesOf(V1Alpha1MiniStack stack) =>
    [
        stack.Metadata.Name,
        stack.Metadata.NamespaceProperty ?? "",
        stack.Spec.Database.Name,
        stack.Spec.Database.User,
        Names.DatabaseHost(stack.Metadata.Name, stack.Metadata.NamespaceProperty ?? ""),
    ];

    private static IEnumerable<string> SecretsOf(ObservedStack observed) => CredentialRules.ValuesIn(observed)
        .Concat(observed.FormerPasswords)
        .Concat(observed.Evidence.Secrets)
        .Concat((observed.Stack.Spec.Api.Env ?? []).Where(each => SecretNames.Matches(each.Name)).Select(each => each.Value ?? ""));
}
