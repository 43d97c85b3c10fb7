using k8s.Models;
using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>Pods that were refused, and so are not there.</summary>
internal static class CreationRules
{
    public static IEnumerable<Suspicion> Find(ObservedStack observed)
    {
        var name = observed.Stack.Metadata.Name;
        Suspicion?[] found =
        [
            observed.Database is { } database && !IsJustChanged(observed, database) && (database.Status?.Replicas ?? 0) < database.Spec.Replicas
                ? Of(observed, Labels.DatabaseComponent, "StatefulSet", Names.Database(name), database.Metadata.Uid)
                : null,
            observed.Api is { } api && ReplicaSets.Newest(observed) is { } set && (set.Status?.Replicas ?? 0) < set.Spec.Replicas
                ? Of(observed, Labels.ApiComponent, "ReplicaSet", set.Metadata.Name, set.Metadata.Uid, $"Deployment {api.Metadata.Name}", Failure(set))
                : null,
            OfJob(observed, Labels.ApiComponent, observed.MigrationJob),
            OfJob(observed, Labels.DatabaseComponent, observed.PasswordJob),
            OfJob(observed, Labels.DatabaseComponent, observed.ExtensionsJob),
        ];
        return found.OfType<Suspicion>();
    }

    /// <summary>
    /// In this very pass: what was refused before may be admitted now. Its observed generation does not tell, since an older controller does
    /// not raise it as long as pods are refused.
    /// </summary>
    private static bool IsJustChanged(ObservedStack observed, V1StatefulSet database) =>
        observed.FormerDatabase is { } former && former.Metadata.Generation < database.Metadata.Generation;

    private static Suspicion? OfJob(ObservedStack observed, string component, V1Job? job) =>
        job is not null && JobRules.StateOf(job) == JobState.Running && (job.Status?.Active ?? 0) == 0
            ? Of(observed, component, "Job", job.Metadata.Name, job.Metadata.Uid)
            : null;

    private static Suspicion? Of(
        ObservedStack observed,
        string component,
        string kind,
        string name,
        string? uid,
        string? whose = null,
        V1ReplicaSetCondition? condition = null)
    {
        var events = observed.Evidence.Events.About(uid, kind, name);
        var success = events.LastOrDefault(each => each.Reason == "SuccessfulCreate");
        var failures = events.Where(each => each.Reason == "FailedCreate" && (success is null || each.LastTime() >= success.LastTime())).ToList();
        if ((failures is [.., var last] ? last.Message : condition?.Message) is not { } message)
        {
            return null;
        }

        var refusal = Refusal.Read(message, component);
        return new Suspicion(component, refusal.Code, $"A pod of {whose ?? $"{kind} {name}"} is refused: {refusal.Cause}.", refusal.Hint)
        {
            Since = failures.Count > 0 ? failures.Min(each => each.FirstTime()) : condition?.LastTransitionTime,
            Stalls = refusal.Stalls,
        };
    }

    private static V1ReplicaSetCondition? Failure(V1ReplicaSet set) =>
        set.Status?.Conditions?.FirstOrDefault(each => each is { Type: "ReplicaFailure", Status: "True" });
}
