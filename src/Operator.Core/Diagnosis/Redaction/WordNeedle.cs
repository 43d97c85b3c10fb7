using System.Text.RegularExpressions;

namespace MiniStack.Operator.Core.Diagnosis.Redaction;

/// <summary>A known password that is a common word: found where a password stands and nowhere else.</summary>
/// <remarks>What stands after a name, as in <c>password=app</c>, the patterns find without knowing it.</remarks>
internal sealed partial class WordNeedle(string value)
{
    private const int LongestName = 16;

    private readonly string _bytes = SecretNeedle.Utf8(value);

    public IEnumerable<TextSpan> Find(DecodedText text) => SecretNeedle.Find(text.Bytes, _bytes, StringComparison.Ordinal).Where(span => IsValue(text, span));

    private static bool IsValue(DecodedText text, TextSpan span)
    {
        var before = text.Bytes.AsSpan(Math.Max(0, span.Start - LongestName)..span.Start);
        var next = span.End < text.Bytes.Length ? text.Bytes[span.End] : '\0';
        // As in app:app@host, and in the base64 of app:app.
        return (before is [.., var last, ':'] && SecretNeedle.IsWordByte(last) && (next == '@' || (next == '\0' && !text.IsText)))
            || (ValueScanner.IsQuote(next) && before[^1..] is [var opening] && opening == next && Name().IsMatch(before));
    }

    [GeneratedRegex("(?:password|passwd|passphrase|pwd)[ \t]+.$", SecretPatterns.Options | RegexOptions.IgnoreCase)]
    private static partial Regex Name();
}
