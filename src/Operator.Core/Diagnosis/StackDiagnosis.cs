using MiniStack.Operator.Core.Diagnosis.Rules;
using MiniStack.Operator.Core.Planning;

namespace MiniStack.Operator.Core.Diagnosis;

/// <summary>From what was observed of a stack to what is wrong with it, the cause first. Operator and command line both ask here.</summary>
public static class StackDiagnosis
{
    /// <param name="observed">With its <see cref="Evidence"/>, as the cluster gave it: secrets in it are not told.</param>
    /// <param name="known">What a pass of the operator has found by itself.</param>
    /// <param name="now">UTC.</param>
    public static Diagnosis Diagnose(ObservedStack observed, IReadOnlyList<Finding> known, DateTime now)
    {
        var redactor = EvidenceRedaction.RedactorFor(observed);
        observed = observed with { Evidence = EvidenceRedaction.Redact(observed.Evidence, redactor) };
        var pods = ObservedPods.Of(observed, now);
        List<Suspicion> suspicions =
        [
            .. pods.SelectMany(PodRules),
            .. CreationRules.Find(observed),
            .. VolumeClaimRules.Find(observed),
            .. JobOutcomeRules.Find(observed, pods),
        ];
        suspicions.AddRange(UnknownRules.Find(observed, pods, suspicions, now));
        var due = suspicions.Where(each => RemainingOf(each) <= TimeSpan.Zero).ToList();
        IEnumerable<Finding> findings = FindingOrder.Sort(
        [
            .. known.Select(each => (each with { Message = redactor.Redact(each.Message) }, false)),
            .. FindingOrder.Merge(due),
        ]);
        var pending = suspicions.Except(due).Select(RemainingOf).ToList();
        return new Diagnosis(ConsequenceRules.Complete(observed, [.. findings]), pending.Count == 0 ? null : pending.Min());

        TimeSpan RemainingOf(Suspicion each) => each.Since is { } since ? each.Code.Patience - (now - since) : TimeSpan.Zero;
    }

    private static IEnumerable<Suspicion> PodRules(ObservedPod pod) =>
    [
        .. NodeRules.Find(pod),
        .. SchedulingRules.Find(pod),
        .. ImageRules.Find(pod),
        .. ConfigRules.Find(pod),
        .. CrashRules.Find(pod),
        .. DatabaseLogRules.Find(pod),
        .. ProbeRules.Find(pod),
    ];
}
