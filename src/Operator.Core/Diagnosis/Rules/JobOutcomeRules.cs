using System.Text.RegularExpressions;
using k8s.Models;
using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>What a Job's pods say of its failure.</summary>
internal static partial class JobOutcomeRules
{
    public static IEnumerable<Suspicion> Find(ObservedStack observed, IReadOnlyList<ObservedPod> pods) =>
    [
        .. MigrationTries(observed, pods),
        .. PasswordTries(observed, pods),
    ];

    /// <summary>Adds to the operator's own finding what the Job and its last pod say.</summary>
    public static Finding Explain(Finding finding, ObservedStack observed, IReadOnlyList<ObservedPod> pods)
    {
        if (finding.Code != FindingCodes.MigrationFailed || observed.MigrationJob is not { } job)
        {
            return finding;
        }

        var failed = job.Status?.Conditions?.FirstOrDefault(each => each is { Type: "Failed", Status: "True" });
        var pod = PodsOf(pods, job).Where(each => End(each) is not null).MaxBy(each => End(each)!.LastEnd!.FinishedAt);
        var output = pod is null ? null : OutputOf(pod);
        var facts = new[] { Reason(failed), Telling(output) }.Where(each => !string.IsNullOrEmpty(each));
        return finding with
        {
            Message = string.Join(": ", [finding.Message.TrimEnd('.'), .. facts]) + ".",
            LogTail = LogText.Tail(output),
        };
    }

    /// <summary>That its tries are used up is what a failed Job usually is.</summary>
    private static string? Reason(V1JobCondition? failed) => failed?.Reason is null or "BackoffLimitExceeded" ? null : $"{failed.Reason} ({failed.Message?.TrimEnd('.')})";

    private static IEnumerable<Suspicion> MigrationTries(ObservedStack observed, IReadOnlyList<ObservedPod> pods) =>
        observed.MigrationJob is { } job && JobRules.StateOf(job) == JobState.Running
            ? from pod in PodsOf(pods, job)
              where pod.Pod.Status?.Phase == "Failed" && End(pod) is not null
              select pod.Suspect(
                  FindingCodes.MigrationFailed,
                  $"Job {job.Metadata.Name} with spec.api.migrate.command has failed in {Suspicion.PodMark} and is tried again: {Ending(pod)}.",
                  $"kubectl logs {pod.Name}") with
              { LogTail = LogText.Tail(OutputOf(pod)), Stalls = false }
            : [];

    private static IEnumerable<Suspicion> PasswordTries(ObservedStack observed, IReadOnlyList<ObservedPod> pods)
    {
        // While the database is away the Job waits for it, as everybody does.
        if (observed.PasswordJob is not { } job || !observed.IsDatabaseReady)
        {
            yield break;
        }

        foreach (var pod in PodsOf(pods, job).Where(each => End(each) is { Status.RestartCount: > 0 }))
        {
            var output = OutputOf(pod);
            var secret = Names.Database(observed.Stack.Metadata.Name);
            var admin = Names.DatabaseAdmin(observed.Stack.Metadata.Name);
            var isLogin = output?.Contains("password authentication failed", StringComparison.Ordinal) is true;
            yield return pod.Suspect(
                isLogin ? FindingCodes.AuthFailed : FindingCodes.CrashLoop,
                $"Job {job.Metadata.Name} cannot give the database the password of Secret {secret}: {Ending(pod)}.",
                isLogin ? $"The password in Secret {admin} is not the superuser's; restart the database to have it set: kubectl delete pod {Names.DatabasePod(observed.Stack.Metadata.Name)}" : $"kubectl logs {pod.Name}") with
            { LogTail = LogText.Tail(output) };
        }
    }

    private static IEnumerable<ObservedPod> PodsOf(IReadOnlyList<ObservedPod> pods, V1Job job) => pods.Where(
        pod => pod.Pod.Metadata.OwnerReferences?.Any(owner => owner.Kind == "Job" && owner.Name == job.Metadata.Name && (job.Metadata.Uid is null || owner.Uid == job.Metadata.Uid)) is true);

    private static ObservedContainer? End(ObservedPod pod) => pod.Containers.FirstOrDefault(each => each.LastEnd is { ExitCode: not 0 });

    private static string? OutputOf(ObservedPod pod) => End(pod) is { } end ? string.IsNullOrWhiteSpace(end.EndOutput) ? end.Output : end.EndOutput : null;

    private static string Ending(ObservedPod pod)
    {
        var end = End(pod)!.LastEnd!;
        return Telling(OutputOf(pod)) is { Length: > 0 } telling ? telling : $"{end.Reason}, exit code {end.ExitCode}";
    }

    /// <summary>The last line that speaks of an error, else the last; without the addresses that differ from try to try.</summary>
    private static string Telling(string? output)
    {
        var lines = PostgresLog.Lines(output);
        var line = lines.LastOrDefault(each => Error().IsMatch(each)) ?? (lines is [.., var last] ? last : "");
        return StableText.Of(PostgresLog.Sentence(line)).TrimEnd('.');
    }

    [GeneratedRegex(@"\w(Error|Exception)\b|\b(ERROR|FATAL|PANIC)\b|\berrors?[.:]")]
    private static partial Regex Error();
}
