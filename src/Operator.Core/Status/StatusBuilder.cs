using k8s.Models;
using MiniStack.Operator.Core.Diagnosis;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Status;

/// <summary>The whole status of a stack, from what was observed and what was found.</summary>
public static class StatusBuilder
{
    /// <summary>Characters of a finding's message; what is longer is a refusal that lists everything.</summary>
    private const int MaximumMessage = 4096;

    /// <param name="findings">What is wrong, the root cause first.</param>
    /// <param name="now">UTC. Used where something changed since the status that the stack has.</param>
    public static MiniStackStatus Build(ObservedStack observed, IReadOnlyList<Finding> findings, DateTime now)
    {
        var stack = observed.Stack;
        findings = [.. findings.Select(each => each with { Message = Cut(each.Message) })];
        var finding = findings is [var root, ..] ? root : null;
        var database = DatabaseCondition(observed, FirstOf(Labels.DatabaseComponent));
        var api = ApiCondition(observed, FirstOf(Labels.ApiComponent));
        var ready = ReadyCondition(observed, finding, database, api);
        var isPaused = StackAnnotations.IsPaused(stack);
        var isApplied = !isPaused || IsKnownToBeApplied(stack);
        if (isPaused)
        {
            var rest = isApplied ? ready.Message : $"Its spec as it is now, generation {stack.Metadata.Generation}, may not be applied yet.";
            ready = Condition(
                ConditionTypes.Ready,
                ready.Status == "True" && isApplied,
                Reasons.Paused,
                $"The operator leaves this stack alone until annotation {Annotations.Paused} is removed. {rest}");
        }

        var isScaling = ready.Reason == Reasons.Ready && !observed.IsApiReady;
        var isSettled = ready.Reason is Reasons.Ready or Reasons.Suspended or Reasons.Paused && isApplied && !isScaling;
        var stalls = !isPaused && finding?.Stalls == true;
        V1Condition[] conditions =
        [
            ready,
            database,
            api,
            isSettled || stalls
                ? Condition(ConditionTypes.Reconciling, false, ready.Reason, "No change is under way.")
                : Condition(ConditionTypes.Reconciling, true, isScaling ? Reasons.Progressing : ready.Reason, isScaling ? api.Message : ready.Message),
            stalls
                ? Condition(ConditionTypes.Stalled, true, ready.Reason, ready.Message)
                : Condition(ConditionTypes.Stalled, false, ready.Reason, "Nothing waits for a person."),
            .. stack.Spec.DeletionPolicy == DeletionPolicy.Delete ? [RemovesData(stack)] : Array.Empty<V1Condition>(),
        ];
        return new MiniStackStatus
        {
            ObservedGeneration = stack.Metadata.Generation,
            Url = observed.Api is null ? null : $"http://{Names.Api(stack.Metadata.Name)}.{stack.Metadata.NamespaceProperty}.svc:{stack.Spec.Api.Port}",
            Api = BuildApi(observed),
            Database = BuildDatabase(observed),
            Binding = observed.DatabaseSecret is null ? null : new BindingStatus { Name = Names.Database(stack.Metadata.Name) },
            Conditions = [.. conditions.Select(condition => Stamp(condition, stack, now))],
            Diagnosis = finding is null ? null : BuildDiagnosis(finding, stack, now),
        };

        Finding? FirstOf(string component) => findings.FirstOrDefault(each => each.Component == component);
    }

    /// <summary>The API server takes 32 Ki characters in a condition, and would refuse the whole status for one more.</summary>
    private static string Cut(string message) => message.Length <= MaximumMessage ? message : message[..(MaximumMessage - 1)] + "…";

    public static bool IsReady(MiniStackStatus status) =>
        status.Condition(ConditionTypes.Ready)?.Status == "True";

    /// <summary>It is ready, and nothing is to come of which nobody would tell.</summary>
    public static bool IsAtRest(MiniStackStatus status) =>
        IsReady(status) && status.Condition(ConditionTypes.Reconciling)?.Status != "True";

    /// <summary>
    /// That generation was ready, or nothing of it was under way or held up, when the stack was last told of: what stays so while it is paused.
    /// </summary>
    private static bool IsKnownToBeApplied(V1Alpha1MiniStack stack) =>
        stack.Status is { } status
        && status.ObservedGeneration == stack.Metadata.Generation
        && (IsReady(status)
            || (status.Condition(ConditionTypes.Reconciling)?.Status == "False" && status.Condition(ConditionTypes.Stalled)?.Status == "False"));

    private static V1Condition DatabaseCondition(ObservedStack observed, Finding? finding)
    {
        // What is wrong need not keep the component from serving: a volume that can't grow, a migration that failed.
        if (finding is not null && !observed.IsDatabaseReady)
        {
            return Condition(ConditionTypes.DatabaseReady, false, finding.Code.Name, finding.Message);
        }

        if (observed.Stack.Spec.Suspend)
        {
            return Condition(ConditionTypes.DatabaseReady, false, Reasons.Suspended, "The stack is suspended; its data is kept.");
        }

        return observed.IsDatabaseReady
            ? Condition(ConditionTypes.DatabaseReady, true, Reasons.Ready, "The database accepts connections.")
            : Condition(ConditionTypes.DatabaseReady, false, Reasons.Progressing, "Waiting for the database to accept connections.");
    }

    private static V1Condition ApiCondition(ObservedStack observed, Finding? finding)
    {
        if (finding is not null && !observed.IsApiReady)
        {
            return Condition(ConditionTypes.ApiReady, false, finding.Code.Name, finding.Message);
        }

        if (observed.Stack.Spec.Suspend)
        {
            return Condition(ConditionTypes.ApiReady, false, Reasons.Suspended, "The stack is suspended; its data is kept.");
        }

        if (observed.IsApiServing && ApiGate.IsOpen(observed))
        {
            var message = observed.IsApiReady
                ? "Every pod of the API is ready."
                : $"The API serves while the number of its pods changes: {ApiReadiness(observed)} are ready.";
            return Condition(ConditionTypes.ApiReady, true, Reasons.Ready, Noted(observed, message));
        }

        return observed.Api is null || !ApiGate.IsOpen(observed)
            ? Condition(ConditionTypes.ApiReady, false, Reasons.WaitingForDatabase, "The API starts once the database accepts connections.")
            : Condition(ConditionTypes.ApiReady, false, Reasons.Progressing, $"Waiting for the API: {ApiReadiness(observed)} pods are ready.");
    }

    private static V1Condition ReadyCondition(ObservedStack observed, Finding? finding, V1Condition database, V1Condition api)
    {
        if (finding is not null)
        {
            return Condition(ConditionTypes.Ready, false, finding.Code.Name, finding.Message);
        }

        if (observed.Stack.Spec.Suspend)
        {
            return Condition(ConditionTypes.Ready, false, Reasons.Suspended, "The stack is suspended; its data is kept.");
        }

        // The database's trouble is the API's trouble: it comes first.
        var message = database.Status == "False" ? database.Message : observed.UnderWay ?? (api.Status == "False" ? api.Message : null);
        return message is not null
            ? Condition(ConditionTypes.Ready, false, Reasons.Progressing, message)
            : Condition(ConditionTypes.Ready, true, Reasons.Ready, Noted(observed, "The API and the database are ready."));
    }

    /// <summary>Said while there is an operator to say it: once it is gone, this is what a person finds on a stack that does not go.</summary>
    private static V1Condition RemovesData(V1Alpha1MiniStack stack)
    {
        var (ns, name) = (stack.Metadata.NamespaceProperty, stack.Metadata.Name);
        return Condition(
            ConditionTypes.RemovesData,
            true,
            Reasons.DeletionPolicy,
            "The operator removes the volume and the Secrets of this stack when it is deleted, and the stack waits for that. Where no operator runs any more, "
            + $"this lets it go: kubectl -n {ns} patch ms {name} --type=merge -p '{{\"metadata\":{{\"finalizers\":null}}}}'. "
            + $"It leaves PersistentVolumeClaim {Names.DatabaseData(name)} and Secrets {Names.Database(name)} and {Names.DatabaseAdmin(name)} behind.");
    }

    private static ApiStatus BuildApi(ObservedStack observed) => new()
    {
        Ready = ApiReadiness(observed),
        Replicas = observed.Api?.Status?.Replicas ?? 0,
        Selector = Labels.SelectorString(observed.Stack.Metadata.Name, Labels.ApiComponent),
        Image = ApiImage(observed),
    };

    /// <summary>
    /// A rollout changes it once its last old pod is gone. While no pod is ready it is what the last ones ran: that is what served, and what
    /// to go back to.
    /// </summary>
    private static string? ApiImage(ObservedStack observed) =>
        observed.Api is { Status: { ReadyReplicas: > 0 } status } deployment && ApiScaling.IsSeen(deployment) && status.UpdatedReplicas == status.Replicas
            ? deployment.Spec.Template.Spec.Containers[0].Image
            : observed.Stack.Status?.Api?.Image;

    private static DatabaseStatus BuildDatabase(ObservedStack observed)
    {
        var stack = observed.Stack;
        var capacity = observed.Volume?.Status?.Capacity;
        return new DatabaseStatus
        {
            Ready = $"{observed.Database?.Status?.ReadyReplicas ?? 0}/{(stack.Spec.Suspend ? 0 : 1)}",
            Version = DataVersion.Known(observed),
            Host = Names.DatabaseHost(stack.Metadata.Name, stack.Metadata.NamespaceProperty),
            Size = capacity is not null && capacity.TryGetValue("storage", out var size) ? size.ToString() : null,
        };
    }

    private static string ApiReadiness(ObservedStack observed) =>
        $"{observed.Api?.Status?.ReadyReplicas ?? 0}/{ApiReplicas.Decide(observed).Count ?? observed.Api?.Spec.Replicas ?? 0}";

    private static DiagnosisStatus BuildDiagnosis(Finding finding, V1Alpha1MiniStack stack, DateTime now)
    {
        var previous = stack.Status?.Diagnosis;
        var isKnown = previous is not null && previous.Code == finding.Code.Name && previous.Component == finding.Component;
        var tail = isKnown && previous!.Message == finding.Message
            ? LogNews.Of(previous.LogTail ?? [], finding.LogTail)
            : finding.LogTail;
        return new DiagnosisStatus
        {
            Component = finding.Component,
            Code = finding.Code.Name,
            Message = finding.Message,
            LogTail = tail.Count == 0 ? null : [.. tail],
            Hint = finding.Advice,
            Since = isKnown ? previous!.Since : now,
        };
    }

    private static string Noted(ObservedStack observed, string message) => string.Join(' ', observed.Notes.Prepend(message));

    private static V1Condition Condition(string type, bool isTrue, string reason, string message) =>
        new() { Type = type, Status = isTrue ? "True" : "False", Reason = reason, Message = message };

    /// <summary>A condition that keeps its status keeps its time: that is what <c>lastTransitionTime</c> promises.</summary>
    private static V1Condition Stamp(V1Condition condition, V1Alpha1MiniStack stack, DateTime now)
    {
        var previous = stack.Status?.Condition(condition.Type);
        condition.ObservedGeneration = stack.Metadata.Generation;
        condition.LastTransitionTime = previous?.Status == condition.Status && previous.LastTransitionTime is { } since ? since : now;
        return condition;
    }
}
