using System.Text.RegularExpressions;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>Why a node could not get an image, from what the container runtime or the registry said. Only their words tell it.</summary>
/// <param name="Reason">The rest of a sentence.</param>
/// <param name="IsPassing">It may mend itself: nothing is wrong with the image's name or rights.</param>
/// <param name="Kind">What to do about it.</param>
internal sealed partial record PullFailure(string Reason, PullFailureKind Kind, bool IsPassing = false)
{
    public static PullFailure Unknown { get; } = new("its node does not say why", PullFailureKind.Other);

    public static PullFailure Of(string cause) => cause switch
    {
        _ when NoPlatform().IsMatch(cause) => new("it has no variant for the processor of its node", PullFailureKind.Platform),
        _ when RateLimit().IsMatch(cause) => new("its registry limits how often it is asked (429 Too Many Requests)", PullFailureKind.RateLimit, IsPassing: true),
        _ when Denied().IsMatch(cause) => new(
            "access denied: the registry has no such repository, or it is private and asks for a login", PullFailureKind.Denied),
        _ when Unauthorised().IsMatch(cause) => new(
            $"unauthorised: the registry wants a login, or refuses the one it got{Status(cause)}", PullFailureKind.Denied),
        _ when NotFound().IsMatch(cause) => new("not found: the registry has no such image or tag", PullFailureKind.NotFound),
        _ when Untrusted().IsMatch(cause) => new("the node does not trust the registry's certificate", PullFailureKind.Registry),
        _ when PlainHttp().IsMatch(cause) => new("the registry speaks HTTP, and the node asks by HTTPS", PullFailureKind.Registry),
        _ when NodeFull().IsMatch(cause) => new("the disk of its node is full", PullFailureKind.NodeFull),
        _ when Network().Match(cause) is { Success: true } network => new(
            $"its registry is unreachable from the node ({network.Value})", PullFailureKind.Unreachable, IsPassing: true),
        _ when ServerError().Match(cause) is { Success: true } error => new(
            $"its registry is in trouble (status {error.Groups[1].Value})", PullFailureKind.Unreachable, IsPassing: true),
        _ => new(Shorten(cause), PullFailureKind.Other),
    };

    private static string Status(string cause) => ClientError().Match(cause) is { Success: true } match ? $" ({match.Value})" : "";

    private static string Shorten(string cause) => TellingLine.Clean(Layers().Replace(cause, ""));

    [GeneratedRegex("no match for platform|no matching manifest|does not match the specified platform|exec format error", RegexOptions.IgnoreCase)]
    private static partial Regex NoPlatform();

    [GeneratedRegex("toomanyrequests|429 Too Many Requests|status(?: code)?:? 429|rate limit", RegexOptions.IgnoreCase)]
    private static partial Regex RateLimit();

    /// <summary>Docker Hub does not tell strangers which of both it is.</summary>
    [GeneratedRegex("pull access denied|may require (?:authorization|'docker login')|insufficient_scope", RegexOptions.IgnoreCase)]
    private static partial Regex Denied();

    [GeneratedRegex("401 Unauthorized|403 Forbidden|unauthorized|no basic auth credentials|failed to authorize|authentication required|access to the resource is denied|denied:|status(?: code)?:? 40[13]", RegexOptions.IgnoreCase)]
    private static partial Regex Unauthorised();

    [GeneratedRegex("not found$|: not found|code = NotFound|manifest unknown|manifest for .* not found|name unknown|404 Not Found|repository .* not found", RegexOptions.IgnoreCase)]
    private static partial Regex NotFound();

    [GeneratedRegex("x509:|certificate signed by unknown authority|failed to verify certificate", RegexOptions.IgnoreCase)]
    private static partial Regex Untrusted();

    [GeneratedRegex("gave HTTP response to HTTPS client", RegexOptions.IgnoreCase)]
    private static partial Regex PlainHttp();

    [GeneratedRegex("no space left on device|disk quota exceeded", RegexOptions.IgnoreCase)]
    private static partial Regex NodeFull();

    [GeneratedRegex("no such host|connection refused|network is unreachable|no route to host|i/o timeout|TLS handshake timeout|server misbehaving|connection reset by peer|request canceled|context deadline exceeded|registry is unavailable|EOF", RegexOptions.IgnoreCase)]
    private static partial Regex Network();

    [GeneratedRegex(@"\b(5\d\d) (?:Internal Server Error|Bad Gateway|Service Unavailable|Gateway Time-?out)|status(?: code)?:? (5\d\d)", RegexOptions.IgnoreCase)]
    private static partial Regex ServerError();

    [GeneratedRegex("40[13] [A-Z][a-z]+")]
    private static partial Regex ClientError();

    /// <summary>The layers that passed the cause on; all of them repeat the image's name.</summary>
    [GeneratedRegex("""^(?:(?:rpc error: code = \w+ desc = |Error response from daemon: |failed to (?:pull and unpack|pull) image "[^"]*": |failed to resolve (?:reference|image) "[^"]*": |failed to do request: |ErrImagePull: |(?:Head|Get) "[^"]*": ))*""")]
    private static partial Regex Layers();
}
