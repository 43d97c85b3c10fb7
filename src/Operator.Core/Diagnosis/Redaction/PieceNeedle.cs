using System.Text.RegularExpressions;

namespace MiniStack.Operator.Core.Diagnosis.Redaction;

/// <summary>One of the <see cref="SecretPieces"/> of a known password.</summary>
/// <param name="isCommon">It is a word that is said for other reasons too.</param>
internal sealed partial class PieceNeedle(string piece, bool isCommon)
{
    /// <summary>A shorter piece is found only where a program tells what it took for an address.</summary>
    private const int ShortestAnywhere = 6;

    private const int LongestPhrase = 48;

    private readonly string _bytes = SecretNeedle.Utf8(piece);
    private readonly bool _isAnywhere = piece.Length >= ShortestAnywhere && !isCommon;

    public IEnumerable<TextSpan> Find(DecodedText text) =>
        // Of base64 that holds no more than a piece, nothing could be told. Hosts are written in lower case.
        text.IsText
            ? SecretNeedle.Find(text.Bytes, _bytes, StringComparison.OrdinalIgnoreCase)
                .Where(span => SecretNeedle.IsWord(text.Bytes, span) && (_isAnywhere || IsMisread(text.Bytes, span)))
            : [];

    private bool IsMisread(string text, TextSpan span)
    {
        if (span.End < text.Length && text[span.End] == '@')
        {
            return true;
        }

        return !isCommon && Phrase().IsMatch(text.AsSpan(Math.Max(0, span.Start - LongestPhrase)..span.Start));
    }

    /// <summary>What programs say before what they took for a host, a port, a number or an escape.</summary>
    [GeneratedRegex(
        @"(?:host(?: ?name)?|port(?: number)?|lookup|ENOTFOUND|EAI_AGAIN|getaddrinfo|resolve|UnknownHostException|is known\.|server at|connect to"
        + @"|base 10|value(?: as)?|pars(?:e|ing)|escape|input string|token|parameter)[^A-Za-z0-9\r\n]{1,6}$",
        SecretPatterns.Options | RegexOptions.IgnoreCase)]
    private static partial Regex Phrase();
}
