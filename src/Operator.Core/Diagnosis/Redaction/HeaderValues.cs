using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace MiniStack.Operator.Core.Diagnosis.Redaction;

/// <summary>What follows <c>Authorization</c> and <c>Cookie</c>: as headers, in JSON, and as Python, Go and Node show their maps of headers.</summary>
internal static partial class HeaderValues
{
    /// <summary>Credentials of these schemes are one word; those of others may go on to the end of the line.</summary>
    private static readonly FrozenSet<string> OneWordSchemes =
        FrozenSet.ToFrozenSet(["Bearer", "Basic", "Token", "ApiKey", "Negotiate"], StringComparer.OrdinalIgnoreCase);

    public static IEnumerable<TextSpan> Find(string text)
    {
        for (var match = Header.Match(text); match.Success; match = match.NextMatch())
        {
            var span = Value(text, match);
            if (!SecretValues.IsNothing(text[span.Start..span.End]))
            {
                yield return span;
            }
        }
    }

    private static TextSpan Value(string text, Match match)
    {
        var start = match.Index + match.Length;
        var quote = ValueScanner.SkipPrefix(text, start);
        if (quote < text.Length && ValueScanner.IsQuote(text[quote]))
        {
            return ValueScanner.Quoted(text, quote);
        }

        var end = ValueScanner.EndOfLine(text, start);
        if (start < text.Length && text[start] == '[')
        {
            return new TextSpan(start + 1, text.IndexOf(']', start, end - start) is >= 0 and var close ? close : end);
        }

        // The whole header is quoted, as in curl -H 'Authorization: …'.
        if (match.Index > 0 && ValueScanner.IsQuote(text[match.Index - 1])
            && text.IndexOf(text[match.Index - 1], start, end - start) is >= 0 and var closing)
        {
            return new TextSpan(start, closing);
        }

        var scheme = ValueScanner.EndOfWord(text, start);
        if (Prose.GoesOn(text, start))
        {
            return new TextSpan(start, start);
        }

        if (SecretValues.IsNothing(text[start..scheme]))
        {
            return new TextSpan(start, scheme);
        }

        if (scheme < end && OneWordSchemes.Contains(text[start..scheme]))
        {
            var value = scheme;
            while (value < end && text[value] is ' ' or '\t')
            {
                value++;
            }

            return new TextSpan(start, ValueScanner.Unquoted(text, value).End);
        }

        return new TextSpan(start, end);
    }

    [GeneratedRegex(
        @"\b(?:(?:proxy-)?authorization|(?:set-)?cookie)(?:[""'`\]]+[ \t]*,|[""'`\]]*[ \t]*(?:=>|:=|=|:))[ \t]*",
        SecretPatterns.Options | RegexOptions.IgnoreCase)]
    private static partial Regex Header { get; }
}
