using System.Text.RegularExpressions;

namespace MiniStack.Operator.Core.Diagnosis.Redaction;

/// <summary>The <see cref="SecretPieces"/> of a known password that begin at the same of its signs.</summary>
/// <param name="pieces">The shortest first: each begins with the one before.</param>
internal sealed partial class PieceNeedle(IReadOnlyList<SecretPiece> pieces)
{
    private const int LongestPhrase = 48;

    public IEnumerable<TextSpan> Find(DecodedText text) =>
        // Of base64 that holds no more than a piece, nothing could be told. Hosts are written in lower case.
        text.IsText
            ? SecretNeedle.Find(text.Bytes, pieces[0].Bytes, StringComparison.OrdinalIgnoreCase)
                .Where(shortest => shortest.Start == 0 || !SecretNeedle.IsWordByte(text.Bytes[shortest.Start - 1]))
                .SelectMany(shortest => From(text.Bytes, shortest.Start))
            : [];

    /// <summary>All that there is of the password from here on.</summary>
    private IEnumerable<TextSpan> From(string text, int start)
    {
        foreach (var piece in pieces)
        {
            if (!text.AsSpan(start).StartsWith(piece.Bytes, StringComparison.OrdinalIgnoreCase))
            {
                yield break;
            }

            var span = new TextSpan(start, start + piece.Bytes.Length);
            if (SecretNeedle.IsWord(text, span) && (piece.IsAnywhere || IsMisread(text, span, piece)))
            {
                yield return span;
            }
        }
    }

    private static bool IsMisread(string text, TextSpan span, SecretPiece piece)
    {
        if (span.End < text.Length && text[span.End] == '@')
        {
            return true;
        }

        return !piece.IsCommon && Phrase().IsMatch(text.AsSpan(Math.Max(0, span.Start - LongestPhrase)..span.Start));
    }

    /// <summary>What programs say before what they took for a host, a port, a number, an escape or a keyword.</summary>
    [GeneratedRegex(
        @"(?:host(?: ?name)?|port(?: number)?|lookup|ENOTFOUND|EAI_AGAIN|getaddrinfo|resolve|UnknownHostException|is known\.|server at|connect to"
        + @"|base 10|value(?: as)?|pars(?:e|ing)|escape|input string|token|parameter|missing ""="" after|connection option|not supported|couldn't set)"
        + @"[^A-Za-z0-9\r\n]{1,6}$",
        SecretPatterns.Options | RegexOptions.IgnoreCase)]
    private static partial Regex Phrase();
}
