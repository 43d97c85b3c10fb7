using System.Text.RegularExpressions;
using k8s.Models;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>What a Job's pods say of its failure.</summary>
internal static partial class JobOutcomeRules
{
    private const string TriedAgain = " is tried again: ";

    public static IEnumerable<Suspicion> Find(ObservedStack observed, IReadOnlyList<ObservedPod> pods) =>
    [
        .. MigrationTries(observed, pods),
        .. SlowMigration(observed, pods),
        .. PasswordTries(observed, pods),
        .. ExtensionTries(observed, pods),
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
        if (pod is null && Told(finding, observed, job) is var (why, told))
        {
            return finding with { Message = why, Hint = Finding.HintIn(told.Hint, finding.Code) ?? finding.Hint, LogTail = [.. told.LogTail ?? []] };
        }

        var facts = new[] { Reason(failed), pod is null ? null : $"pod {pod.Name} {HowItEnded(pod)}" }.OfType<string>();
        return finding with
        {
            Message = string.Join(": ", [finding.Message.TrimEnd('.'), .. facts]) + ".",
            Hint = pod is not null && HintOf(pod) is { } known ? $"{known}; to try the same again: kubectl delete job {job.Metadata.Name}"
                : pod is not null && finding.Hint is { } hint ? SourceLine.Before(hint, OutputOf(pod)) : finding.Hint,
            LogTail = pod is null ? [] : OutputOf(pod).Tail,
        };
    }

    /// <summary>What was said of this Job before, for a look that does not see its pods: they may be gone, or not be read yet.</summary>
    private static (string Message, DiagnosisStatus Told)? Told(Finding finding, ObservedStack observed, V1Job job)
    {
        if (observed.Stack.Status?.Diagnosis is not { } told || told.Code != finding.Code.Name || !told.Message.StartsWith($"Job {job.Metadata.Name} ", StringComparison.Ordinal))
        {
            return null;
        }

        var beginning = finding.Message.TrimEnd('.');
        var again = told.Message.IndexOf(TriedAgain, StringComparison.Ordinal);
        return again >= 0 ? ($"{beginning}: {told.Message[(again + TriedAgain.Length)..]}", told)
            : told.Message.StartsWith($"{beginning}: ", StringComparison.Ordinal) ? (told.Message, told)
            : null;
    }

    /// <summary>That a migration is missing is no help to one.</summary>
    private static string? HintOf(ObservedPod pod) =>
        ConnectionRules.HintFor(pod, OutputOf(pod))
        ?? (KnownWords.HintFor(pod, OutputOf(pod)) is { } known && !known.Contains("spec.api.migrate.command", StringComparison.Ordinal) ? known : null);

    /// <summary>That its tries are used up is what a failed Job usually is; and of its deadline the finding tells already.</summary>
    private static string? Reason(V1JobCondition? failed) => failed?.Reason is null or "BackoffLimitExceeded" or "DeadlineExceeded" ? null : $"{failed.Reason} ({failed.Message?.TrimEnd('.')})";

    private static IEnumerable<Suspicion> MigrationTries(ObservedStack observed, IReadOnlyList<ObservedPod> pods) =>
        observed.MigrationJob is { } job && JobRules.StateOf(job) == JobState.Running
            ? from pod in PodsOf(pods, job)
              where pod.Pod.Status?.Phase == "Failed" && End(pod) is not null
              select pod.Suspect(
                  ConnectionRules.HintFor(pod, OutputOf(pod)) is null ? FindingCodes.MigrationFailed : FindingCodes.ConnectionFailed,
                  $"Job {job.Metadata.Name} with spec.api.migrate.command{TriedAgain}{Suspicion.PodMark} {HowItEnded(pod)}.",
                  HintOf(pod) ?? SourceLine.Before($"kubectl logs {pod.Name}", OutputOf(pod))) with
              { LogTail = OutputOf(pod).Tail, Stalls = false }
            : [];

    /// <summary>One that waits for another database than the stack's is told at once; for the rest nobody knows what it does but by its last words.</summary>
    private static IEnumerable<Suspicion> SlowMigration(ObservedStack observed, IReadOnlyList<ObservedPod> pods) =>
        observed is { MigrationJob: { } job, IsDatabaseReady: true } && JobRules.StateOf(job) == JobState.Running
            ? from pod in PodsOf(pods, job)
              from container in pod.Containers
              where container is { Running.StartedAt: not null, IsInit: false, IsForeign: false }
              let connection = ConnectionRules.Of(pod, container, container.Output)
              select connection ?? pod.Suspect(
                  FindingCodes.MigrationTooSlow,
                  $"Job {job.Metadata.Name} with spec.api.migrate.command still runs in {Suspicion.PodMark}{(TellingLine.Of(container.Output.Lines) is { } line ? $", and said last: {Number().Replace(StableText.Of(line), "…").TrimEnd('.')}" : "")}.",
                  KnownWords.HintFor(pod, container.Output.Error is null ? ProgramOutput.None : container.Output)
                    ?? $"If it waits for a lock, this tells who holds it: kubectl exec {Names.DatabasePod(observed.Stack.Metadata.Name)} -- psql -U {DatabaseAdminSecret.Superuser} {observed.Stack.Spec.Database.Name} -c 'SELECT pid, pg_blocking_pids(pid), state, query FROM pg_stat_activity'",
                  container.Running!.StartedAt) with
              { LogTail = container.Output.Tail }
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
            var isLogin = output.Text.Contains("password authentication failed", StringComparison.Ordinal);
            yield return pod.Suspect(
                isLogin ? FindingCodes.AuthFailed : FindingCodes.CrashLoop,
                $"Job {job.Metadata.Name} cannot give the database the password of Secret {secret}: {Suspicion.PodMark} {HowItEnded(pod)}.",
                isLogin
                    ? $"The database has another superuser's password than Secret {admin}, and takes that one when it starts: kubectl delete pod {Names.DatabasePod(observed.Stack.Metadata.Name)}"
                    : $"kubectl logs {pod.Name}") with
            { LogTail = output.Tail };
        }
    }

    private static IEnumerable<Suspicion> ExtensionTries(ObservedStack observed, IReadOnlyList<ObservedPod> pods)
    {
        if (observed.ExtensionsJob is not { } job || !observed.IsDatabaseReady)
        {
            yield break;
        }

        foreach (var pod in PodsOf(pods, job).Where(each => End(each) is not null))
        {
            var output = OutputOf(pod);
            var said = PostgresLog.Lines(output.Text).Select(PostgresLog.ErrorSentence).FirstOrDefault(each => each is not null);
            yield return pod.Suspect(
                FindingCodes.ExtensionFailed,
                $"Job {job.Metadata.Name} cannot create the extensions of spec.database.extensions: {(said is null ? $"{Suspicion.PodMark} {HowItEnded(pod)}" : said.TrimEnd('.'))}.",
                (said is null ? null : DatabaseHints.Of(pod, said)) ?? $"kubectl logs {pod.Name}") with
            { LogTail = output.Tail, Stalls = said is not null };
        }
    }

    /// <summary>Of one that tells how far it is, these change with each look.</summary>
    [GeneratedRegex(@"(?<![\w.-])\d+(?:\.\d+)?%?(?![\w-])")]
    private static partial Regex Number();

    private static IEnumerable<ObservedPod> PodsOf(IReadOnlyList<ObservedPod> pods, V1Job job) => pods.Where(
        pod => pod.Pod.Metadata.Job() is { } owner && owner.Name == job.Metadata.Name && (job.Metadata.Uid is null || owner.Uid == job.Metadata.Uid));

    private static ObservedContainer? End(ObservedPod pod) => pod.Containers.FirstOrDefault(each => each.LastEnd is { ExitCode: not 0 });

    private static ProgramOutput OutputOf(ObservedPod pod) => End(pod) is { } end ? string.IsNullOrWhiteSpace(end.EndOutput.Text) ? end.Output : end.EndOutput : ProgramOutput.None;

    private static string HowItEnded(ObservedPod pod)
    {
        var end = End(pod)!.LastEnd!;
        return end.Reason == "OOMKilled" ? "needed more memory than its limit, and was killed" : StableText.Of(Ending.Of(end, OutputOf(pod), KnownWords.In(pod, OutputOf(pod))));
    }
}
