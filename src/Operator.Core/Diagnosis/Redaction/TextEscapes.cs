using System.Globalization;
using System.Text;

namespace MiniStack.Operator.Core.Diagnosis.Redaction;

/// <summary>The escapes of URLs, JSON, Python, C, shells, SQL and HTML.</summary>
internal static class TextEscapes
{
    /// <summary>How a shell leaves and enters single quotes to write one.</summary>
    private static readonly (string Escape, string Bytes)[] ShellQuotes = [("'\"'\"'", "'"), (@"'\''", "'")];

    private static readonly (string Escape, string Bytes)[] HtmlNames =
        [("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'")];

    public static (int Length, string Bytes)? Percent(ReadOnlySpan<char> text) =>
        text[0] == '%' && Hex(text, 1, 2) is { } value ? (3, Byte(value)) : null;

    /// <summary>As forms and query strings are encoded.</summary>
    public static (int Length, string Bytes)? Form(ReadOnlySpan<char> text) => text[0] == '+' ? (1, " ") : Percent(text);

    /// <summary><c>\xNN</c> is a byte.</summary>
    public static (int Length, string Bytes)? Backslash(ReadOnlySpan<char> text) => Backslash(text, Byte);

    /// <summary><c>\xNN</c> is a character, as Python shows a <c>str</c>.</summary>
    public static (int Length, string Bytes)? BackslashOfCharacters(ReadOnlySpan<char> text) => Backslash(text, Character);

    public static (int Length, string Bytes)? Shell(ReadOnlySpan<char> text) => Named(text, ShellQuotes);

    /// <summary>As SQL and YAML write a single quote.</summary>
    public static (int Length, string Bytes)? Doubled(ReadOnlySpan<char> text) => text is ['\'', '\'', ..] ? (2, "'") : null;

    /// <summary>As CSV writes a double quote.</summary>
    public static (int Length, string Bytes)? DoubledDouble(ReadOnlySpan<char> text) => text is ['"', '"', ..] ? (2, "\"") : null;

    public static (int Length, string Bytes)? Html(ReadOnlySpan<char> text)
    {
        if (text is not ['&', ..])
        {
            return null;
        }

        if (text is not ['&', '#', ..] || text[..Math.Min(text.Length, 10)].IndexOf(';') is not (> 2 and var end))
        {
            return Named(text, HtmlNames);
        }

        var isHex = text[2] is 'x' or 'X';
        var digits = text[(isHex ? 3 : 2)..end];
        var style = isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
        return int.TryParse(digits, style, CultureInfo.InvariantCulture, out var value) ? (end + 1, Character(value)) : null;
    }

    private static (int Length, string Bytes)? Backslash(ReadOnlySpan<char> text, Func<int, string> hex)
    {
        if (text.Length < 2 || text[0] != '\\')
        {
            return null;
        }

        switch (text[1])
        {
            case 'u' when Hex(text, 2, 4) is { } unit:
                return char.IsHighSurrogate((char)unit) && text.Length >= 12 && text[6] == '\\' && text[7] == 'u' && Hex(text, 8, 4) is { } low
                    && char.IsLowSurrogate((char)low)
                    ? (12, Character(char.ConvertToUtf32((char)unit, (char)low)))
                    : (6, Character(unit));
            case 'U' when Hex(text, 2, 8) is { } character:
                return (10, Character(character));
            case 'x' when Hex(text, 2, 2) is { } value:
                return (4, hex(value));
            case >= '0' and <= '3' when text.Length >= 4 && text[2] is >= '0' and <= '7' && text[3] is >= '0' and <= '7':
                return (4, Byte(((text[1] - '0') * 64) + ((text[2] - '0') * 8) + (text[3] - '0')));
            default:
                return (2, Control(text[1]));
        }
    }

    private static string Control(char escape) => escape switch
    {
        'n' => "\n",
        'r' => "\r",
        't' => "\t",
        'b' => "\b",
        'f' => "\f",
        'v' => "\v",
        'a' => "\a",
        '0' => "\0",
        _ => escape.ToString(),
    };

    private static (int Length, string Bytes)? Named(ReadOnlySpan<char> text, (string Escape, string Bytes)[] names)
    {
        foreach (var (escape, bytes) in names)
        {
            if (text.StartsWith(escape, StringComparison.Ordinal))
            {
                return (escape.Length, bytes);
            }
        }

        return null;
    }

    private static int? Hex(ReadOnlySpan<char> text, int start, int length) =>
        text.Length >= start + length
        && int.TryParse(text.Slice(start, length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;

    private static string Byte(int value) => ((char)value).ToString();

    private static string Character(int value) =>
        SecretNeedle.Utf8((Rune.IsValid(value) ? new Rune(value) : Rune.ReplacementChar).ToString());
}
