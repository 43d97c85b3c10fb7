using MiniStack.Operator.Core.Diagnosis.Rules;

namespace MiniStack.Operator.Core.Diagnosis;

/// <summary>Findings of code <see cref="FindingCodes.NotApplied"/>: what the operator wanted to do did not get through, and is tried again.</summary>
public static class StepFailure
{
    private const string TriesAgain = "It is tried again until it succeeds.";

    /// <param name="what">A kind and a name.</param>
    /// <param name="message">The API server's own words.</param>
    public static Finding Refused(string component, string what, string message)
    {
        var words = StableText.Of(message.ReplaceLineEndings(" ").Trim());
        return Refusal.OfWebhook(words) is { } refusal
            ? new Finding(component, FindingCodes.NotApplied, $"The API server did not take {what}: {refusal.Cause}.", refusal.Hint)
            : new Finding(
                component,
                FindingCodes.NotApplied,
                $"The API server errs on {what}: {TellingLine.Limit(words).TrimEnd('.')}.",
                $"{TriesAgain} kubectl get --raw '/readyz?verbose'");
    }

    /// <param name="message">The network's words.</param>
    public static Finding Unreachable(string component, string what, string message) => new(
        component,
        FindingCodes.NotApplied,
        $"The API server does not answer the operator about {what}: {TellingLine.Limit(StableText.Of(message.ReplaceLineEndings(" ").Trim())).TrimEnd('.')}.",
        $"{TriesAgain} kubectl get --raw '/readyz?verbose'");

    /// <summary>Each try found another version than the one that it decided from.</summary>
    public static Finding Contended(string component, string what) => new(
        component,
        FindingCodes.NotApplied,
        $"Something else changes {what} all the time, faster than the operator can put it right.",
        $"See who: kubectl get {what.ToLowerInvariant().Replace(' ', '/')} -o yaml --show-managed-fields");

    /// <param name="error">What kind of error it was; its message may hold anything, and is for the log alone.</param>
    public static Finding Bug(string component, string what, string error) => new(
        component,
        FindingCodes.NotApplied,
        $"The operator failed at {what} ({error}), which is a bug in it.",
        $"{TriesAgain} The operator's log tells more: please report it.");
}
