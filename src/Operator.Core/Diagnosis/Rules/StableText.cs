using System.Text.RegularExpressions;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>A text without what differs from pod to pod, or from look to look, though it tells of the same.</summary>
internal static partial class StableText
{
    public static string Of(string text) => Attempt().Replace(Segment().Replace(Named(text), "$1…"), "$1…");

    private static string Named(string text) => Address().Replace(Bracketed().Replace(Pod().Replace(BackOff().Replace(text, "back-off restarting"), ""), ""), "ADDRESS");

    [GeneratedRegex(@"back-off \S+ restarting")]
    private static partial Regex BackOff();

    [GeneratedRegex(@" pod=\S+")]
    private static partial Regex Pod();

    /// <summary>Postgres's shared memory.</summary>
    [GeneratedRegex(@"(/PostgreSQL\.)\d+")]
    private static partial Regex Segment();

    /// <summary>Which time it is that a program tries.</summary>
    [GeneratedRegex(@"(\b(?:attempt|try|tries|retry|retries|retrying)\b[ #:(]{1,3})\d+(?: ?(?:of|/) ?\d+)?", RegexOptions.IgnoreCase)]
    private static partial Regex Attempt();

    /// <summary>Beside the name that it belongs to, an address tells nothing.</summary>
    [GeneratedRegex(@" \([0-9]+(\.[0-9]+){3}\)| \([0-9a-f]*:[0-9a-f:.]+\)")]
    private static partial Regex Bracketed();

    [GeneratedRegex(@"\b[0-9]{1,3}(\.[0-9]{1,3}){3}(:[0-9]+)?\b")]
    private static partial Regex Address();
}
