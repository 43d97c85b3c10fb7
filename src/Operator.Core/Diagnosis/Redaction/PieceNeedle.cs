using System.Text.RegularExpressions;

namespace MiniStack.Operator.Core.Diagnosis.Redaction;

/// <summary>The <see cref="SecretPieces"/> of a known password that begin at the same of its signs.</summary>
/// <param name="bytes">The UTF-8 bytes of the longest, one a character.</param>
/// <param name="pieces">The shortest first: each is the beginning of the next.</param>
internal sealed partial class PieceNeedle(string bytes, SecretPiece[] pieces)
{
    private const int LongestPhrase = 48;

    public IEnumerable<TextSpan> Find(DecodedText text) =>
        // Of base64 that holds no more than a piece, nothing could be told. Hosts are written in lower case.
        text.IsText
            ? SecretNeedle.Find(text.Bytes, bytes[..pieces[0].Length], StringComparison.OrdinalIgnoreCase)
                .Where(shortest => shortest.Start == 0 || !SecretNeedle.IsWordByte(text.Bytes[shortest.Start - 1]))
                .Select(shortest => LongestFrom(text.Bytes, shortest.Start))
                .OfType<TextSpan>()
            : [];

    /// <summary>As much as there is of the password from here on; null where none of it is to be masked.</summary>
    private TextSpan? LongestFrom(string text, int start)
    {
        var (alike, matched) = (0, 0);
        while (matched < pieces.Length
            && text.AsSpan(start + alike).StartsWith(bytes.AsSpan(alike..pieces[matched].Length), StringComparison.OrdinalIgnoreCase))
        {
            alike = pieces[matched++].Length;
        }

        bool? isAfterPhrase = null;
        while (--matched >= 0)
        {
            var piece = pieces[matched];
            var span = new TextSpan(start, start + piece.Length);
            if (SecretNeedle.IsWord(text, span) && (piece.IsAnywhere || IsBeforeHost(span) || (!piece.IsCommon && IsAfterPhrase())))
            {
                return span;
            }
        }

        return null;

        bool IsBeforeHost(TextSpan span) => span.End < text.Length && text[span.End] == '@';

        bool IsAfterPhrase() => isAfterPhrase ??= Phrase().IsMatch(text.AsSpan(Math.Max(0, start - LongestPhrase)..start));
    }

    /// <summary>What programs say before what they took for a host, a port, a number, an escape or a keyword.</summary>
    [GeneratedRegex(
        @"(?:host(?: ?name)?|port(?: number)?|lookup|ENOTFOUND|EAI_AGAIN|getaddrinfo|resolve|UnknownHostException|is known\.|server at|connect to"
        + @"|base 10|value(?: as)?|pars(?:e|ing)|escape|input string|token|parameter|missing ""="" after|connection option|not supported|couldn't set)"
        + @"[^A-Za-z0-9\r\n]{1,6}$",
        SecretPatterns.Options | RegexOptions.IgnoreCase)]
    private static partial Regex Phrase();
}
