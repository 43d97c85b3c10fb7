using System.Text.RegularExpressions;
using MiniStack.Operator.Core.Resources;
using MiniStack.Operator.Core.Status;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>
/// What a program says once scrolls out of what is read of its log. What was told of it stays told while the same run of it is not ready, and
/// nothing more telling is found: a vaguer word later would be no news but a riddle.
/// </summary>
internal static class Remembered
{
    /// <summary>A program has come by then to where it said what it said.</summary>
    private static readonly TimeSpan UsualStart = TimeSpan.FromSeconds(30);

    /// <summary>What only programs' words tell.</summary>
    private static readonly FindingCode[] OfWords = [FindingCodes.AuthFailed, FindingCodes.ConnectionFailed];

    /// <param name="found">What is found now of one pod.</param>
    /// <returns>The same, or what was told where that tells more.</returns>
    public static IReadOnlyList<Suspicion> Or(ObservedPod pod, IReadOnlyList<Suspicion> found)
    {
        if (pod.Component != Labels.ApiComponent
            || pod.IsReady
            || pod.Stack.Stack.Status is not { Diagnosis: { Component: Labels.ApiComponent } told } status
            || FindingCodes.All.FirstOrDefault(each => each.Name == told.Code) is not { } code
            || !told.Message.Contains(pod.Name, StringComparison.Ordinal)
            || pod.Containers.FirstOrDefault(each => each is { Name: Names.ApiContainer, Running: not null }) is not { } container
            || HasSaidOtherwise(pod, container))
        {
            return found;
        }

        // That the workers were too slow scrolls away before that they were killed for it.
        if (told.Message.Contains(ParentRules.Mark, StringComparison.Ordinal))
        {
            found = [.. found.Where(each => !each.Text.Contains(ParentRules.Losing, StringComparison.Ordinal))];
        }

        var isOfWords = OfWords.Contains(code) || (code == FindingCodes.CrashLoop && told.Message.Contains(ParentRules.Mark, StringComparison.Ordinal));
        var isVaguer = isOfWords
            ? found.All(each => FindingCodes.RankOf(each.Code) > FindingCodes.RankOf(code))
            : found.Any(each => each.Code == code && IsBeginning(each, pod, told.Message));
        return !isVaguer || (OfWords.Contains(code) && pod.Stack.IsPasswordDue)
            ? found
            :
            [
                .. found.Where(each => each.Code != code),
                pod.Suspect(code, Unnamed(pod, told.Message), Finding.HintIn(told.Hint, code)) with
                {
                    LogTail = [.. told.LogTail ?? []],
                    Stalls = status.Condition(ConditionTypes.Stalled)?.Status == "True",
                },
            ];
    }

    /// <summary>All that this run has written could be read, it had the time to say it again, and it did not.</summary>
    private static bool HasSaidOtherwise(ObservedPod pod, ObservedContainer container) =>
        container.Logs.FirstOrDefault(each => !each.IsPrevious) is { IsWhole: true } && pod.Now - container.Running!.StartedAt > UsualStart;

    /// <summary>Only what the program said of it is missing.</summary>
    private static bool IsBeginning(Suspicion each, ObservedPod pod, string told)
    {
        var text = each.Text.Replace(Suspicion.PodMark, $"pod {pod.Name}", StringComparison.Ordinal).TrimEnd('.');
        return told.Length > text.Length + 1 && told.StartsWith($"{text}: ", StringComparison.Ordinal);
    }

    /// <summary>As rules write it: the same of all pods with the same cause.</summary>
    private static string Unnamed(ObservedPod pod, string message) => Regex.Replace(message, $@"\bpod {Regex.Escape(pod.Name)}(?: and \d+ more)?", Suspicion.PodMark);
}
