using System.Text;
using MiniStack.Operator.Core.Diagnosis.Redaction;

namespace MiniStack.Operator.Core.Diagnosis;

/// <summary>
/// Takes secrets out of text that programs wrote: logs, termination messages, events, refusals. Each becomes <c>***</c>.
/// <para>
/// A known secret is found plain, percent-encoded, as base64 or hex, and with the escapes of JSON, Python, shells, SQL and HTML, also two of
/// these in one another. One of 4 or more characters is found anywhere, a shorter one only as a word of its own, a common word
/// (<see cref="CommonWords"/>) only where a password stands; what cannot be a secret (<see cref="SecretValues"/>) is not looked for. The pieces
/// that programs cut an unescaped password to (<see cref="SecretPieces"/>) are secrets too. Secrets that nobody told of are found by what
/// they look like or stand beside.
/// </para>
/// <para>
/// Guarantees: redacting twice is redacting once; time is linear in the text. Assumes that the caller redacts first and cuts to size
/// afterwards: of a secret cut in two, only the larger part is found, at the text's very beginning or end.
/// </para>
/// </summary>
public sealed class Redactor
{
    /// <summary>In characters. Of a longer text only the end is kept: the last lines of a log tell why a program failed.</summary>
    public const int MaximumLength = 64 * 1024;

    private const string Mask = "***";

    /// <summary>What one redaction joins may look like a secret in turn; that ends at once in all that programs write.</summary>
    private const int MaximumPasses = 8;

    /// <summary>A Secret may hold thousands of values with dozens of signs each; the stack's own passwords come first.</summary>
    private const int MaximumPieces = 1024;

    private readonly Lazy<SecretNeedle[]> _needles;
    private readonly Lazy<WordNeedle[]> _words;
    private readonly Lazy<PieceNeedle[]> _pieces;
    private readonly Lazy<int> _shortestRun;

    /// <summary>Costs nothing until there is a text: most stacks are well.</summary>
    /// <param name="secrets">The stack's own secret values, plain. Those that hold a connection string or several lines count in parts too.</param>
    /// <param name="names">What the stack and its parts are called: words that are said for other reasons than to tell a password.</param>
    public Redactor(IEnumerable<string> secrets, params IEnumerable<string> names)
    {
        var known = new Lazy<(IReadOnlyList<string> Secrets, IReadOnlySet<string> Names)>(
            () => ([.. secrets.Distinct(StringComparer.Ordinal)], names.ToHashSet(StringComparer.OrdinalIgnoreCase)));
        var values = new Lazy<ILookup<bool, string>>(() => known.Value.Secrets.SelectMany(SecretValues.Of).Distinct(StringComparer.Ordinal).ToLookup(IsCommon));
        _needles = new(() => [.. values.Value[false].Select(value => new SecretNeedle(value))]);
        _words = new(() => [.. values.Value[true].Select(value => new WordNeedle(value))]);
        _pieces = new(() =>
        [
            .. known.Value.Secrets.SelectMany(SecretValues.PasswordsIn)
                .Distinct(StringComparer.Ordinal)
                .SelectMany(each => SecretPieces.Of(each, IsCommon))
                .Take(MaximumPieces),
        ]);
        _shortestRun = new(() =>
            _needles.Value.Where(needle => !needle.IsShort).Select(needle => needle.Base64Length).Append(Decodings.LongestMinimumRun).Min());

        bool IsCommon(string value) => CommonWords.Contains(value, known.Value.Names);
    }

    /// <summary>Knows no values: finds secrets by what they look like alone.</summary>
    public static Redactor PatternsOnly { get; } = new([]);

    public string Redact(string text) => Redact(text, withPatterns: true);

    /// <summary>Masks the values that it knows, and leaves what only looks like a secret: of a text that was written by hand.</summary>
    public string RedactKnown(string text) => Redact(text, withPatterns: false);

    private string Redact(string text, bool withPatterns)
    {
        ArgumentNullException.ThrowIfNull(text);
        text = End(text);
        for (var pass = 0; pass < MaximumPasses; pass++)
        {
            var redacted = RedactOnce(text, withPatterns);
            if (redacted == text)
            {
                break;
            }

            text = redacted;
        }

        return text;
    }

    private string RedactOnce(string text, bool withPatterns)
    {
        var plain = DecodedText.Of(text);
        var needles = _needles.Value;
        var decoded = Decodings.Of(plain, _shortestRun.Value).ToList();
        var spans = new List<TextSpan>();
        foreach (var view in decoded.Prepend(plain))
        {
            if (withPatterns)
            {
                spans.AddRange(SecretPatterns.Find(view.Bytes).Select(view.Source));
            }

            spans.AddRange(needles.SelectMany(needle => needle.FindCut(view)).Select(view.Source));
            spans.AddRange(_words.Value.SelectMany(needle => needle.Find(view)).Select(view.Source));
            spans.AddRange(_pieces.Value.SelectMany(needle => needle.Find(view)).Select(view.Source));
        }

        if (needles.Length > 0)
        {
            foreach (var view in decoded.SelectMany(view => Decodings.Of(view, _shortestRun.Value)).Concat(decoded).Prepend(plain))
            {
                spans.AddRange(needles.SelectMany(needle => needle.Find(view)).Select(view.Source));
            }
        }

        return Replace(text, spans);
    }

    /// <summary>Overlapping spans become one mask, so that no part of either secret stays.</summary>
    private static string Replace(string text, List<TextSpan> spans)
    {
        if (spans.Count == 0)
        {
            return text;
        }

        spans.Sort();
        var result = new StringBuilder(text.Length);
        var position = 0;
        var end = -1;
        foreach (var span in spans)
        {
            if (span.Start > end)
            {
                result.Append(text, position, span.Start - position).Append(Mask);
            }

            end = position = Math.Max(end, span.End);
        }

        return result.Append(text, position, text.Length - position).ToString();
    }

    private static string End(string text)
    {
        if (text.Length <= MaximumLength)
        {
            return text;
        }

        var end = text[^MaximumLength..];
        var firstWholeLine = end.IndexOf('\n', StringComparison.Ordinal) + 1;
        return firstWholeLine < end.Length ? end[firstWholeLine..] : end;
    }
}
