using System.Text.RegularExpressions;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>What mends a health path that does not answer with success.</summary>
internal static partial class ProbeAdvice
{
    /// <summary>A program says why it refuses a probe each time: what is older was about somebody else.</summary>
    private const int LastLines = 20;

    private const int MaximumHostLength = 253;

    /// <summary>Of lists as variables have them, those of JSON and Python among them.</summary>
    private static readonly char[] Separators = [',', ';', ' ', '"', '\'', '[', ']', '(', ')'];

    /// <param name="field">That names the path.</param>
    /// <param name="output">What the program wrote.</param>
    public static string Of(ObservedPod pod, ObservedContainer container, ProbeFailure failure, string field, ProgramOutput output)
    {
        var path = failure.Http?.Path ?? "the path";
        return failure switch
        {
            { LacksCommand: true } => "Name in spec.api.health.exec.command a program that the image has, or remove spec.api.health.exec, so that it is asked by HTTP",
            { IsComplaint: true } => ConnectionRules.HintFor(pod, output) ?? Known(pod, output) ?? $"Mend what spec.api.health.exec.command checks, or the command: {pod.LogsOf(container)}",
            { IsSentToHttps: true } => $"Leave {path} out of the redirect to HTTPS (Django: SECURE_REDIRECT_EXEMPT), or set {field} to a path that is: TLS ends before the pod",
            { SpeaksTls: true } => "Set spec.api.health.scheme to HTTPS, or let it serve plain HTTP",
            { SpeaksNoTls: true } => "Set spec.api.health.scheme to HTTP",
            { Status: 400 or 421 } => Host(pod),
            { Status: not null } when RefusedHostIn(output) is not null => Host(pod),
            { Status: 401 or 403 or 407 } => $"Let {path} answer without a login, and whatever address asks, or set {field} to a path that does",
            { Status: 405 } => $"Let {path} answer GET, or set {field} to a path that does",
            { Status: 404 or 410 } => $"Set {field} to a path that the program has and that answers with success",
            { Status: 426 } => "Set spec.api.health.scheme to HTTPS, or let it serve plain HTTP",
            { Status: 429 } => $"Leave {path} out of the limit on requests",
            { IsLasting: true } => $"Set {field} to a path that answers with success",
            { IsTimeout: true } when Known(pod, output) is { } known => known,
            { IsTimeout: true } => $"Let {path} answer at once, without work and without asking others, or raise spec.api.health.timeoutSeconds; see what it does meanwhile: {pod.LogsOf(container)}",
            _ => ConnectionRules.HintFor(pod, output) ?? KnownWords.HintFor(pod, output)
                ?? (failure.IsServerError && output.Error is not null ? $"Mend that {(SourceLine.In(output) is { } source ? $"at {source}" : "in the program")}, or set {field} to a path that tells only whether it lives: {pod.LogsOf(container)}"
                : SourceLine.Before(pod.LogsOf(container), output)),
        };
    }

    /// <summary>What mends what the program says; null where nobody knows.</summary>
    public static string? Known(ObservedPod pod, ProgramOutput output) =>
        pod.Component == Labels.ApiComponent ? KnownWords.HintFor(pod, output) : null;

    /// <summary>What the program says of the name by which it is asked; null where it says nothing of it.</summary>
    public static string? RefusedHostIn(ProgramOutput output) => LastOf(output, RefusedHost());

    /// <summary>Why it refuses who asks; null where it does not say.</summary>
    public static string? RefusalIn(ProgramOutput output) => RefusedHostIn(output) ?? LastOf(output, Refusal());

    private static string? LastOf(ProgramOutput output, Regex pattern) =>
        output.Lines.TakeLast(LastLines).LastOrDefault(line => pattern.IsMatch(line)) is { } line ? TellingLine.Clean(line) : null;

    /// <summary>The kubelet asks by the pod's address.</summary>
    private static string Host(ObservedPod pod)
    {
        var allowed = (pod.Stack.Stack.Spec.Api.Env ?? [])
            .Where(each => AllowedHosts().IsMatch(each.Name) && !SecretNames.Matches(each.Name) && each.Value is { } value && !value.Contains('@', StringComparison.Ordinal) && !value.Contains("://", StringComparison.Ordinal))
            .SelectMany(each => each.Value!.Split(Separators, StringSplitOptions.RemoveEmptyEntries))
            .FirstOrDefault(each => each.Length <= MaximumHostLength && HostName().IsMatch(each) && each != "localhost");
        return $"It is asked by the pod's address: set spec.api.health.host to a host that it allows{(allowed is null ? "" : $", such as {allowed}")} (Django: ALLOWED_HOSTS, Starlette: TrustedHostMiddleware), or let it allow every host";
    }

    [GeneratedRegex("(?:ALLOWED|TRUSTED)_?HOSTS", RegexOptions.IgnoreCase)]
    private static partial Regex AllowedHosts();

    [GeneratedRegex("Blocked host|DisallowedHost|[Ii]nvalid (?:HTTP_HOST|[Hh]ost) header|[Hh]ost .*not allowed")]
    private static partial Regex RefusedHost();

    [GeneratedRegex("(?:access|health|request|client|address).{0,60}(?:denied|forbidden|unauthori[sz]ed|not allowed|rejected)", RegexOptions.IgnoreCase)]
    private static partial Regex Refusal();

    [GeneratedRegex(@"^[a-z0-9][a-z0-9.-]*\.[a-z0-9-]*[a-z]$", RegexOptions.IgnoreCase)]
    private static partial Regex HostName();
}
