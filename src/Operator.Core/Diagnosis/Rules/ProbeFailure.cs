using System.Globalization;
using System.Text.RegularExpressions;
using k8s.Models;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>A probe that failed, by an event of the kubelet.</summary>
/// <param name="Probe"><c>Startup</c>, <c>Liveness</c> or <c>Readiness</c>.</param>
/// <param name="Output">What came of it, in the kubelet's words.</param>
/// <param name="Http">What it asks; null for a probe of another kind.</param>
/// <param name="First">When it first failed so, maybe in an earlier run.</param>
/// <param name="Last">When it last failed so, as far as is known: of many events the kubelet drops most.</param>
internal sealed partial record ProbeFailure(string Probe, string Output, V1HTTPGetAction? Http, DateTime First, DateTime Last)
{
    /// <summary>The status that an HTTP server answered with; null when none did.</summary>
    public int? Status => StatusCode().Match(Output) is { Success: true } match
        ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
        : null;

    /// <summary>The server answers, and will go on answering so: it does not know the path, or does not admit the kubelet to it. Or the image lacks the command.</summary>
    public bool IsLasting => (Status is >= 400 and < 500 and not (408 or 425 or 429)) || IsSentToHttps || SpeaksTls || SpeaksNoTls || LacksCommand;

    /// <summary>A command of the user's, not a request.</summary>
    public bool IsOfCommand => Http is null;

    /// <summary>The image does not have the program that the probe is to run.</summary>
    public bool LacksCommand => IsOfCommand && Output.Contains("executable file not found", StringComparison.Ordinal);

    /// <summary>A command that could ask, and did not like what it got.</summary>
    public bool IsComplaint => IsOfCommand && !IsRefused && !IsTimeout && Output.Length > 0;

    /// <summary>The program's own fault, while others of this kind say that it waits for something.</summary>
    public bool IsServerError => Status is >= 500 and not (502 or 503 or 504);

    /// <summary>The kubelet follows a redirect to the same host.</summary>
    public bool IsSentToHttps => !IsHttps && Output.Contains("Get \"https://", StringComparison.Ordinal);

    /// <summary>It was asked in plain HTTP, and began a TLS handshake.</summary>
    public bool SpeaksTls => !IsHttps && Output.Contains(@"malformed HTTP response ""\x1", StringComparison.Ordinal);

    /// <summary>It was asked by TLS, and answered in plain HTTP.</summary>
    public bool SpeaksNoTls => IsHttps
        && (Output.Contains("server gave HTTP response to HTTPS client", StringComparison.Ordinal)
            || Output.Contains("first record does not look like a TLS handshake", StringComparison.Ordinal));

    /// <summary>It closed the connection without an answer, as servers of TLS do with plain HTTP.</summary>
    public bool IsClosed => Output.EndsWith("EOF", StringComparison.Ordinal) || Output.Contains("connection reset by peer", StringComparison.Ordinal);

    /// <summary>Nothing listens on the port.</summary>
    public bool IsRefused => !IsSentToHttps && Output.Contains("connection refused", StringComparison.OrdinalIgnoreCase);

    public bool IsTimeout => Output.Contains("Client.Timeout", StringComparison.Ordinal)
        || Output.Contains("deadline exceeded", StringComparison.Ordinal)
        || Output.Contains("timed out", StringComparison.Ordinal)
        || Output.Contains("i/o timeout", StringComparison.Ordinal);

    private bool IsHttps => Http?.Scheme == "HTTPS";

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
                container.ProbeOf(each.Match.Groups["probe"].Value)?.HttpGet,
                each.Event.FirstTime(),
                each.Event.LastTime()))
            .Where(each => !each.IsOfEndedContainer),
    ];

    [GeneratedRegex(@"(?<probe>Startup|Liveness|Readiness) probe (?:failed|errored(?: and resulted in \w+ state)?): (?<output>.*)$", RegexOptions.Singleline)]
    private static partial Regex Message();

    [GeneratedRegex(@"statuscode: ([0-9]{3})")]
    private static partial Regex StatusCode();

    [GeneratedRegex(@"CONTAINER_EXITED|no running task|container not running|task \w+ not found|container is not created or running|cannot exec in a (?:stopped|deleted) (?:state|container)|container not found")]
    private static partial Regex EndedContainer();
}
