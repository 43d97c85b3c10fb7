using System.Buffers;

namespace MiniStack.Operator.Core.Diagnosis.Redaction;

/// <summary>Where a value ends that begins after a <c>=</c> or <c>:</c>, when nobody says how it is written.</summary>
internal static class ValueScanner
{
    /// <summary>Longer names than this are none.</summary>
    private const int LongestName = 64;

    private static readonly SearchValues<char> LineEnds = SearchValues.Create("\r\n");
    private static readonly SearchValues<char> Spaces = SearchValues.Create(" \t\r\n");

    /// <summary>What may stand after a value, and in one.</summary>
    private static readonly SearchValues<char> Delimiters = SearchValues.Create(",;&)]}>\"'`\\");

    public static bool IsQuote(char each) => each is '"' or '\'' or '`';

    public static int EndOfLine(string text, int start) => EndAt(text, start, LineEnds);

    public static int EndOfWord(string text, int start) => EndAt(text, start, Spaces);

    /// <summary>Skips what Python and SQL put before a quote, as in <c>b'…'</c>.</summary>
    public static int SkipPrefix(string text, int start)
    {
        var position = start;
        while (position < Math.Min(start + 2, text.Length) && char.IsAsciiLetter(text[position]))
        {
            position++;
        }

        return position < text.Length && IsQuote(text[position]) ? position : start;
    }

    /// <summary>The inside of the quotes that open at <paramref name="start"/>; to the end of the line when they do not close on it.</summary>
    public static TextSpan Quoted(string text, int start)
    {
        var quote = text[start];
        var position = start + 1;
        while (position < text.Length && text[position] is not ('\r' or '\n'))
        {
            if (text[position] == '\\')
            {
                position++;
            }
            else if (text[position] == quote)
            {
                var isDoubled = position > start + 1 && position + 1 < text.Length && text[position + 1] == quote;
                if (!isDoubled)
                {
                    break;
                }

                position++;
            }

            position++;
        }

        return new TextSpan(start + 1, Math.Min(position, text.Length));
    }

    /// <summary>
    /// A word. A delimiter ends it when no more of the word follows or when the next name does, as in <c>a=1,b=2</c>; else it is part of it.
    /// </summary>
    public static TextSpan Unquoted(string text, int start)
    {
        var end = EndOfWord(text, start);
        for (var position = start; position < end; position++)
        {
            if (!Delimiters.Contains(text[position]))
            {
                continue;
            }

            var length = text.AsSpan(position, end - position).IndexOfAnyExcept(Delimiters);
            if (length < 0 || IsName(text.AsSpan(position + length, end - position - length)))
            {
                return new TextSpan(start, position);
            }

            position += length - 1;
        }

        return new TextSpan(start, end);
    }

    /// <summary>The text begins with a name and what parts it from a value.</summary>
    public static bool IsName(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < Math.Min(text.Length, LongestName) && (char.IsAsciiLetterOrDigit(text[length]) || text[length] is '_' or '.' or '-'))
        {
            length++;
        }

        if (length == 0)
        {
            return false;
        }

        var rest = text[length..].TrimStart("\"'`\\");
        return rest is ['=' or ':', ..];
    }

    private static int EndAt(string text, int start, SearchValues<char> ends)
    {
        var length = text.AsSpan(start).IndexOfAny(ends);
        return length < 0 ? text.Length : start + length;
    }
}
