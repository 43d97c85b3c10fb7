using System.Buffers;
using System.Text.RegularExpressions;

namespace MiniStack.Operator.Core.Diagnosis.Redaction;

/// <summary>
/// What stands after a name such as <c>DB_PASSWORD</c>: in environments, connection strings, JSON, YAML, dictionaries, flags and SQL.
/// Code that gets a secret from elsewhere, as tracebacks quote it, is left as it is, and so is the rest of a sentence.
/// </summary>
internal static partial class NamedValues
{
    private const string FlagMark = "--";

    private static readonly SearchValues<char> FlagSigns =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-");

    private static readonly SearchValues<char> NameSigns =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    private static readonly string[] Words = ["bypass", "compass", "surpass", "trespass", "overpass", "underpass"];

    public static IEnumerable<TextSpan> Find(string text) =>
        Matches(Assignment, text, Assigned).Concat(Matches(Flag, text, Flagged)).Concat(Matches(SqlPassword, text, Quoted));

    /// <param name="value">Where a match has its value, if any.</param>
    private static IEnumerable<TextSpan> Matches(Regex pattern, string text, Func<string, Match, TextSpan?> value)
    {
        for (var match = pattern.Match(text); match.Success; match = match.NextMatch())
        {
            if (value(text, match) is { } span && !SecretValues.IsNothing(text[span.Start..span.End]))
            {
                yield return span;
            }
        }
    }

    private static TextSpan? Quoted(string text, Match match) => ValueScanner.Quoted(text, match.Index + match.Length - 1);

    private static TextSpan? Flagged(string text, Match match)
    {
        var start = match.Index + match.Length;
        var flag = text[StartOfName(text, match.Index, FlagSigns)..match.Index];
        var mark = flag.IndexOf(FlagMark, StringComparison.Ordinal);
        if (mark < 0 || start == text.Length || text[start] == '-' || Prose.GoesOn(text, start))
        {
            return null;
        }

        var value = ValueScanner.IsQuote(text[start]) ? ValueScanner.Quoted(text, start) : ValueScanner.Unquoted(text, start);
        return IsPlaceholder(flag[(mark + FlagMark.Length)..] + match.Groups["name"].Value, text[value.Start..value.End]) ? null : value;
    }

    private static TextSpan? Assigned(string text, Match match)
    {
        var first = StartOfName(text, match.Index, NameSigns);
        var name = text[first..match.Index] + match.Groups["name"].Value;
        var start = match.Index + match.Length;
        if (start == text.Length || Words.Any(word => name.EndsWith(word, StringComparison.OrdinalIgnoreCase)))
        {
            return null;
        }

        var quote = ValueScanner.SkipPrefix(text, start);
        if (ValueScanner.IsQuote(text[quote]))
        {
            return ValueScanner.Quoted(text, quote);
        }

        if (IsSourceOfTraceback(text, first) || Elsewhere.IsMatch(text.AsSpan(start..ValueScanner.EndOfLine(text, start))))
        {
            return null;
        }

        return match.Groups["colon"].Success ? AfterColon(text, first, start) : AfterEqualSign(text, name, start);
    }

    private static TextSpan? AfterEqualSign(string text, string name, int start)
    {
        var value = ValueScanner.Unquoted(text, start);
        var isWorkingDirectory = name.EndsWith("PWD", StringComparison.Ordinal) && text[start] == '/';
        var isEmpty = text[start - 1] is ' ' or '\t' && ValueScanner.IsName(text.AsSpan(start));
        return isWorkingDirectory || isEmpty || text[value.Start..value.End] == "=" ? null : value;
    }

    private static TextSpan? AfterColon(string text, int first, int start)
    {
        var isSpaced = text[start - 1] is ' ' or '\t';
        var isPath = !isSpaced && first > 0 && text[first - 1] == '/';
        if (isPath || text[start] is '{' or '[' or '|' or '>' || Prose.GoesOn(text, start))
        {
            return null;
        }

        // A value of YAML may hold spaces.
        return isSpaced && IsFirstOfLine(text, first) ? new TextSpan(start, ValueScanner.EndOfLine(text, start)) : ValueScanner.Unquoted(text, start);
    }

    /// <summary>As usage texts name a flag's value: <c>--db-password DB_PASSWORD</c>.</summary>
    private static bool IsPlaceholder(string flag, string value) =>
        flag.Replace('-', '_').ToUpperInvariant().EndsWith(value, StringComparison.Ordinal);

    private static bool IsFirstOfLine(string text, int position) =>
        text.AsSpan(StartOfLine(text, position)..position).IndexOfAnyExcept(" \t-") < 0;

    /// <summary>The line is the source code that Python quotes below <c>File "main.py", line 3, in main</c>.</summary>
    private static bool IsSourceOfTraceback(string text, int position)
    {
        var start = StartOfLine(text, position);
        return start > 0 && text.AsSpan(StartOfLine(text, start - 1)..start).TrimStart(' ') is ['F', 'i', 'l', 'e', ' ', '"', ..];
    }

    /// <summary>The patterns begin where a name becomes telling: to look for its beginning too would take them the square of the longest name.</summary>
    private static int StartOfName(string text, int position, SearchValues<char> signs) =>
        text.AsSpan(0, position).LastIndexOfAnyExcept(signs) + 1;

    private static int StartOfLine(string text, int position) => position == 0 ? 0 : text.LastIndexOf('\n', position - 1) + 1;

    /// <remarks><c>credentials:edit</c> is a command of Rails.</remarks>
    [GeneratedRegex(
        @"(?<name>(?:pass(?:words?|wd|phrase)?|pwd|secret|token|(?:api|access|private|account|encryption|signing)[_-]?key|credentials?)"
        + @"(?>(?:[_-]?(?:key|value|hash|base|string|[0-9]))*))[""'`\]]*[ \t]*(?:=>|:=|=|(?<colon>:(?!(?:edit|show)\b)))[ \t]*",
        SecretPatterns.Options | RegexOptions.IgnoreCase)]
    private static partial Regex Assignment { get; }

    [GeneratedRegex(
        @"(?<name>password|passwd|passphrase|pwd|secret|token|(?:api|access|private)-?key)[ \t]+",
        SecretPatterns.Options | RegexOptions.IgnoreCase)]
    private static partial Regex Flag { get; }

    /// <remarks>Alembic calls a migration so.</remarks>
    [GeneratedRegex(@"\b(?:PASSWORD|(?<!locate revision )IDENTIFIED[ \t]+BY)[ \t]+E?'", SecretPatterns.Options | RegexOptions.IgnoreCase)]
    private static partial Regex SqlPassword { get; }

    /// <summary>A call, an index or a variable, as in <c>os.environ["X"]</c>, <c>get_token()</c> and <c>${X}</c>: no value but where it is.</summary>
    [GeneratedRegex(
        @"^(?:[A-Za-z_][A-Za-z0-9_.]*(?:\([^\r\n]*\)|\[[^\r\n]*\])[.A-Za-z0-9_()\[\]]*|\$\{[A-Za-z0-9_]+\}|\$\([A-Za-z0-9_]+\))(?:[ \t,;)\]}""']|$)",
        SecretPatterns.Options)]
    private static partial Regex Elsewhere { get; }
}
