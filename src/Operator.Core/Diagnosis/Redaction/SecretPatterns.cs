using System.Text.RegularExpressions;

namespace MiniStack.Operator.Core.Diagnosis.Redaction;

/// <summary>Secrets by what they look like, or by the name that they stand beside.</summary>
/// <remarks>
/// All patterns that are matched with a whole text take linear time: what may repeat ends where what follows begins, is atomic or bounded, and
/// a long run in vain is passed over as a whole, not tried again from each of its signs. <see cref="RegexOptions.NonBacktracking"/> would promise
/// the same, but its automata grow with what they have seen, to fifty megabytes. All classes of characters are ASCII's: the text is bytes.
/// </remarks>
internal static partial class SecretPatterns
{
    public const RegexOptions Options = RegexOptions.CultureInvariant;

    private static readonly Regex[] Patterns = [Token, KeyBlock, Credentials, GoDsn, DockerAuth, Misread];

    public static IEnumerable<TextSpan> Find(string text) =>
        Patterns.SelectMany(pattern => Matches(pattern, text))
            .Concat(NamedValues.Find(text))
            .Concat(HeaderValues.Find(text))
            .Concat(UserinfoPasswords.Find(text))
            .Where(span => span.End > span.Start);

    /// <summary>The group <c>value</c> of each match that has one.</summary>
    private static IEnumerable<TextSpan> Matches(Regex pattern, string text)
    {
        for (var match = pattern.Match(text); match.Success; match = match.NextMatch())
        {
            if (match.Groups["value"] is { Success: true } value)
            {
                yield return new TextSpan(value.Index, value.Index + value.Length);
            }
        }
    }

    /// <summary>Shapes that well-known issuers give their tokens, JWTs and the verifiers of Postgres.</summary>
    [GeneratedRegex(
        @"(?<value>\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"
        + @"|\bgh[pousr]_[A-Za-z0-9]{16,}|\bgithub_pat_[A-Za-z0-9_]{20,}|\bglpat-[A-Za-z0-9_-]{20,}"
        + @"|\bxox[a-z]-[A-Za-z0-9-]{10,}|\bAIza[A-Za-z0-9_-]{30,}|\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}"
        + @"|\bsk-(?:[A-Za-z0-9]{1,32}-){0,8}[A-Za-z0-9_]{20,}(?:-[A-Za-z0-9_-]*)?|\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,}"
        + @"|\bhf_[A-Za-z0-9]{20,}|\bnpm_[A-Za-z0-9]{30,}|\bpypi-[A-Za-z0-9_-]{20,}|\bdckr_pat_[A-Za-z0-9_-]{20,}"
        + @"|\beyJ[A-Za-z0-9_-]{8,8192}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)*"
        + @"|SCRAM-SHA-256\$[^ \t\r\n'""]+)",
        Options)]
    private static partial Regex Token { get; }

    /// <summary>A private key in PEM, also one of which a cut log shows no more than the beginning or the end.</summary>
    [GeneratedRegex(
        @"(?<value>-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----(?:[\s\S]*?-----END [A-Z0-9 ]*PRIVATE KEY-----|[\s\S]*)"
        + @"|(?>(?:[A-Za-z0-9+/=]{16,}[ \t\r\n]+)+)(?:[A-Za-z0-9+/=]{1,15}[ \t\r\n]+)?-----END [A-Z0-9 ]*PRIVATE KEY-----)"
        + @"|[A-Za-z0-9+/=]{16,}(?>(?:[ \t\r\n]+[A-Za-z0-9+/=]{16,})*)",
        Options)]
    private static partial Regex KeyBlock { get; }

    /// <summary>A header's value without the header. A word such as <c>Basic authentication</c> has no digit.</summary>
    [GeneratedRegex(@"\b(?:Bearer|Basic)[ \t]+(?<value>[A-Za-z._~+/=-]*[0-9][A-Za-z0-9._~+/=-]{7,}|[A-Za-z0-9._~+/=-]{20,})", Options | RegexOptions.IgnoreCase)]
    private static partial Regex Credentials { get; }

    /// <summary><c>user:password@tcp(host:3306)/name</c>, as MySQL's driver for Go takes it.</summary>
    [GeneratedRegex(@"[A-Za-z0-9_.-]:(?<value>[^ \t\r\n]{1,512})@(?:tcp|tcp6|unix)\(", Options)]
    private static partial Regex GoDsn { get; }

    [GeneratedRegex(@"""auth""[ \t]*:[ \t]*""(?<value>[^""\r\n]+)""", Options)]
    private static partial Regex DockerAuth { get; }

    /// <summary>What clients say of a connection string whose password holds <c>@</c>, <c>/</c>, <c>#</c> or a space: they take part of it for a host, a port or a keyword.</summary>
    [GeneratedRegex(
        @"invalid port "":?(?<value>[^""\r\n]+)"" after host"
        + @"|invalid integer value ""(?<value>[^""\r\n]+)"" for connection option ""port"""
        + @"|Port could not be cast to integer value as '(?<value>[^'\r\n]+)'"
        + @"|base 10: '(?<value>[^'\r\n]*)@"
        + @"|missing ""="" after ""(?<value>[^""\r\n]+)"""
        + @"|(?:\bhost(?: ?name)?|ENOTFOUND|EAI_AGAIN|\blookup|\bgetaddrinfo|\bresolve|\bdatabase|UnknownHostException:?)(?>[ \t]*)[=:]?(?>[ \t]*)[""'(]?(?<value>[^ \t\r\n""'()=]{1,512})@",
        Options | RegexOptions.IgnoreCase)]
    private static partial Regex Misread { get; }
}
