using MiniStack.Operator.Core.Status;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>
/// A container that has ended several times and is ready for the moment. Neither its events nor its logs are read then: what was said of it
/// stays said until it has been ready for a while, and nothing new is. What was said of another pod says nothing of this one: it is of a
/// newer template, which may be the mended one.
/// </summary>
internal static class Unsettled
{
    /// <summary>The codes of what ends containers.</summary>
    private static readonly FindingCode[] OfEnds =
    [
        FindingCodes.OOMKilled,
        FindingCodes.AuthFailed,
        FindingCodes.ConnectionFailed,
        FindingCodes.PortMismatch,
        FindingCodes.LivenessFailing,
        FindingCodes.CrashLoop,
        FindingCodes.StartupTooSlow,
    ];

    /// <returns>Null when nothing was said.</returns>
    public static Suspicion? Of(ObservedPod pod)
    {
        if (pod.Stack.Stack.Status is not { Diagnosis: { } told } status || told.Component != pod.Component || !IsAbout(told.Message, pod))
        {
            return null;
        }

        var code = Array.Find(OfEnds, each => each.Name == told.Code);
        return code is null ? null : pod.Suspect(code, told.Message, Finding.HintIn(told.Hint, code)) with
        {
            LogTail = [.. told.LogTail ?? []],
            Stalls = status.Condition(ConditionTypes.Stalled)?.Status == "True",
        };
    }

    /// <summary>It names the pod, or one made from the same template where it speaks of several.</summary>
    private static bool IsAbout(string message, ObservedPod pod) =>
        message.Contains(pod.Name, StringComparison.Ordinal)
        || (pod.TemplateHash is { } hash && message.Contains($"-{hash}-", StringComparison.Ordinal));
}
