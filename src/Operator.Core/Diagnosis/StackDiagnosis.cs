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
        var wasRead = observed.Evidence.WasRead;
        var redactor = EvidenceRedaction.RedactorFor(observed);
        observed = observed with { Evidence = EvidenceRedaction.Redact(observed.Evidence, redactor) };
        var pods = ObservedPods.Of(observed, now);
        var suspicions = observed.Stack.Spec.Suspend ? [] : Suspect(observed, pods);
        var held = observed.Stack.Spec.Suspend ? null : HeldDiagnosis.Of(observed);
        suspicions.RemoveAll(each => each.Component == held?.Component);
        HashSet<string> explained = [.. suspicions.Select(each => each.Component), .. known.Select(each => each.Component), held?.Component ?? ""];
        if (wasRead && !observed.Stack.Spec.Suspend)
        {
            suspicions.AddRange(UnknownRules.Find(observed, pods, explained, now));
        }

        var due = suspicions.Where(each => RemainingOf(each) <= TimeSpan.Zero).ToList();
        IEnumerable<Finding> findings = FindingOrder.Sort(
        [
            .. known.Select(each => (JobOutcomeRules.Explain(each with { Message = redactor.Redact(each.Message) }, observed, pods), false)),
            .. FindingOrder.Merge(due).Select(each => (Masked(each.Finding), each.IsOfOldVersion)),
            .. held is null ? Enumerable.Empty<(Finding, bool)>() : [(held, false)],
        ]);
        var pending = suspicions.Except(due).Select(RemainingOf).ToList();
        return new Diagnosis(ConsequenceRules.Complete(observed, pods, [.. findings]), pending.Count == 0 ? null : pending.Min());

        // Rules know the spec as it is, and a hint tells of its fields.
        Finding Masked(Finding each) => each with { Message = redactor.RedactKnown(each.Message), Hint = each.Hint is { } hint ? redactor.RedactKnown(hint) : null };

        TimeSpan RemainingOf(Suspicion each) => each.Since is { } since ? each.Code.Patience - (now - since) : TimeSpan.Zero;
    }

    private static List<Suspicion> Suspect(ObservedStack observed, IReadOnlyList<ObservedPod> pods) =>
    [
        .. FindingOrder.OneCauseAPod(
        [
            .. pods.Where(each => each.Pod.Status?.Phase is not ("Succeeded" or "Failed")).SelectMany(PodRules),
            .. EndedPodRules.Find(pods),
            .. DatabaseReachRules.Find(observed, pods),
            .. JobOutcomeRules.Find(observed, pods),
        ]),
        .. CreationRules.Find(observed),
        .. VolumeClaimRules.Find(observed, pods),
    ];

    private static IEnumerable<Suspicion> PodRules(ObservedPod pod)
    {
        // A pod on its way out is no trouble, unless its node is and nothing has taken its place.
        if (pod.IsLeaving)
        {
            return pod.IsReplaced ? [] : NodeRules.Find(pod);
        }

        // What ails a pod that a newer one is to replace may be mended in that one. Its node is everybody's.
        if (pod.IsOfOldVersion)
        {
            return NodeRules.Find(pod);
        }

        IEnumerable<Suspicion> found =
        [
            .. NodeRules.Find(pod),
            .. SchedulingRules.Find(pod),
            .. ImageRules.Find(pod),
            .. ConfigRules.Find(pod),
            .. VolumeMountRules.Find(pod),
        ];
        // What becomes of a Job's containers is the Job's matter.
        if (pod.IsOfJob)
        {
            return found;
        }

        found = [.. found, .. DatabaseDamageRules.Find(pod), .. BackendRules.Find(pod)];
        IReadOnlyList<Suspicion> told = [.. DatabaseLogRules.Find(pod)];
        if (told.Count > 0)
        {
            // A volume with room again and a first start that got through are over at once: they make no loop.
            return pod.IsReady ? found : [.. found, .. told];
        }

        return
        [
            .. found,
            .. Remembered.Or(
                pod, [.. AuthenticationRules.Find(pod), .. ConnectionRules.Find(pod), .. CrashRules.Find(pod), .. ParentRules.Find(pod), .. ProbeRules.Find(pod)]),
        ];
    }
}
