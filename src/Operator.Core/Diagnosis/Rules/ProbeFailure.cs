using System.Globalization;
using System.Text.RegularExpressions;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>A probe that failed, by an event of the kubelet.</summary>
/// <param name="Probe"><c>Startup</c>, <c>Liveness</c> or <c>Readiness</c>.</param>
/// <param name="Output">What came of it, in the kubelet's words.</param>
/// <param name="First">When it first failed so, maybe in an earlier run.</param>
/// <param name="Last">When it last failed so, as far as is known: of many events the kubelet drops most.</param>
internal sealed partial record ProbeFailure(string Probe, string Output, DateTime First, DateTime Last)
{
    /// <summary>The status that an HTTP server answered with; null when none did.</summary>
    public int? Status => StatusCode().Match(Output) is { Success: true } match
        ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
        : null;

    /// <summary>The server answers, and will go on answering so: it does not know the path, or does not admit the kubelet to it.</summary>
    public bool IsLasting => Status is 401 or 403 or 404 or 405;

    /// <summary>Nothing listens on the port.</summary>
    public bool IsRefused => Output.Contains("connection refused", StringComparison.Ordinal);

    public bool IsTimeout => Output.Contains("Client.Timeout", StringComparison.Ordinal)
        || Output.Contains("deadline exceeded", StringComparison.Ordinal)
        || Output.Contains("timed out", StringComparison.Ordinal)
        || Output.Contains("i/o timeout", StringComparison.Ordinal);

    /// <summary>The container was away, which is the probe's trouble and not the program's.</summary>
    private bool IsOfEndedContainer => EndedContainer().IsMatch(Output);

    /// <returns>The oldest first.</returns>
    public static IReadOnlyList<ProbeFailure> Of(ObservedPod pod, ObservedContainer container) =>
    [
        .. container.EventsOf(pod)
            .Where(each => each.Reason == "Unhealthy")
            .Select(each => (Event: each, Match: Message().Match(each.Message ?? "")))
            .Where(each => each.Match.Success)
            .Select(each => new ProbeFailure(
                each.Match.Groups["probe"].Value,
                each.Match.Groups["output"].Value.Trim(),
                each.Event.FirstTime(),
                each.Event.LastTime()))
            .Where(each => !each.IsOfEndedContainer),
    ];

    [GeneratedRegex(@"(?<probe>Startup|Liveness|Readiness) probe (?:failed|errored(?: and resulted in \w+ state)?): (?<output>.*)$", RegexOptions.Singleline)]
    private static partial Regex Message();

    [GeneratedRegex(@"statuscode: (\d{3})")]
    private static partial Regex StatusCode();

    [GeneratedRegex(@"CONTAINER_EXITED|no running task|container not running|task \w+ not found|container is not created or running|cannot exec in a (?:stopped|deleted) (?:state|container)|container not found")]
    private static partial Regex EndedContainer();
}
