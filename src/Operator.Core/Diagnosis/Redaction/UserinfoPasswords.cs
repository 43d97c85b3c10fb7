using System.Buffers;
using System.Text.RegularExpressions;

namespace MiniStack.Operator.Core.Diagnosis.Redaction;

/// <summary>
/// The password in <c>scheme://user:password@host</c>. It may hold anything, written by hand as it often is, so it goes on to the last
/// <c>@</c> of the word: that may take the host with it, but leaves nothing of the password.
/// </summary>
internal static partial class UserinfoPasswords
{
    /// <summary>How far a password with a space or a quote in it is looked for.</summary>
    private const int LongestOdd = 256;

    private static readonly SearchValues<char> WordEnds = SearchValues.Create(" \t\r\n\"'`<>");

    public static IEnumerable<TextSpan> Find(string text)
    {
        for (var match = Start.Match(text); match.Success; match = match.NextMatch())
        {
            var start = match.Index + match.Length;
            if (End(text, start, match.Groups["web"].Success) is { } end)
            {
                yield return new TextSpan(start, end);
            }
        }
    }

    private static int? End(string text, int start, bool isWeb)
    {
        var rest = text.AsSpan(start);
        var length = rest.IndexOfAny(WordEnds);
        var word = length < 0 ? rest : rest[..length];
        var digits = word.IndexOfAnyExceptInRange('0', '9');
        var isPort = digits < 0 || (digits <= 5 && word[digits] is '/' or '?' or '#' or ',' or ';' or ')' or ']' or '}' or '.' or ':');
        if (word.LastIndexOf('@') is >= 0 and var last)
        {
            // An @ in the path or the query of a page's address is common, in those of a database's it is not.
            return isPort && digits >= 0 && (isWeb || word[..last].Contains('?')) ? null : start + last;
        }

        if (isPort || isWeb)
        {
            return null;
        }

        var line = rest[..Math.Min(LongestOdd, ValueScanner.EndOfLine(text, start) - start)];
        return line.IndexOf('@') is >= 0 and var first ? start + first : null;
    }

    [GeneratedRegex(
        @"(?:\b(?<web>https?|wss?)|[A-Za-z0-9+.-])://[^ \t\r\n/:@?#""'<>\[\]]*:",
        SecretPatterns.Options | RegexOptions.IgnoreCase)]
    private static partial Regex Start { get; }
}
