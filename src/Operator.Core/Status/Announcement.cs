using System.Text.RegularExpressions;
using MiniStack.Operator.Core.Entities;

namespace MiniStack.Operator.Core.Status;

/// <summary>News of a stack that is worth an Event.</summary>
/// <param name="IsWarning">Something is wrong; else it is as it should be.</param>
/// <param name="Reason">CamelCase, for programs: a finding's code, or the reason of the condition <c>Ready</c>.</param>
/// <param name="Message">For people.</param>
/// <param name="Identity">The same of news that say the same of other pods, counts or times: one Event tells of all of them.</param>
public sealed partial record Announcement(bool IsWarning, string Reason, string Message, string Identity)
{
    /// <param name="before">Null for a stack that has no status yet.</param>
    /// <param name="after">The status that takes its place.</param>
    /// <param name="now">UTC.</param>
    /// <returns>Null when the change is none that people need to hear of: a message alone, or progress.</returns>
    public static Announcement? Of(MiniStackStatus? before, MiniStackStatus after, DateTime now)
    {
        if (after.Diagnosis is { } diagnosis)
        {
            return before?.Diagnosis is { } known && (known.Component, known.Code) == (diagnosis.Component, diagnosis.Code)
                ? null
                : new Announcement(true, diagnosis.Code, diagnosis.Message, Varying().Replace(diagnosis.Message, "#"));
        }

        var (old, ready) = (before?.Condition(ConditionTypes.Ready), after.Condition(ConditionTypes.Ready)!);
        if (ready.Reason == Reasons.Progressing || (old?.Reason == ready.Reason && before?.Diagnosis is null))
        {
            return null;
        }

        var wasNotReadyFor = ready.Status == "True" && old is { Status: "False", LastTransitionTime: { } since }
            ? $" It was not ready for {Text(now - since)}."
            : "";
        return new Announcement(false, ready.Reason, ready.Message + wasNotReadyFor, ready.Message);
    }

    /// <summary>The two largest units.</summary>
    private static string Text(TimeSpan time) => time switch
    {
        { TotalMinutes: < 1 } => $"{time.Seconds} s",
        { TotalHours: < 1 } => $"{time.Minutes} min {time.Seconds} s",
        { TotalDays: < 1 } => $"{time.Hours} h {time.Minutes} min",
        _ => $"{time.Days} d {time.Hours} h",
    };

    [GeneratedRegex(@"\bpod [a-z0-9.-]+[a-z0-9](?: and \d+ more)?|\d+")]
    private static partial Regex Varying();
}
