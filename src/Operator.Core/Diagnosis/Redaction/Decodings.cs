using System.Buffers;

namespace MiniStack.Operator.Core.Diagnosis.Redaction;

/// <summary>The ways in which programs write a value other than as it is.</summary>
internal static class Decodings
{
    /// <summary>Runs of base64 digits of this length are decoded even when no secret is known that is as short.</summary>
    public const int LongestMinimumRun = 16;

    private const string HexDigits = "0123456789abcdefABCDEF";
    private const string Base64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_";

    private static readonly SearchValues<char> HexSet = SearchValues.Create(HexDigits);
    private static readonly SearchValues<char> Base64Set = SearchValues.Create(Base64Digits);

    private static readonly Escape[] Escapes =
    [
        TextEscapes.Percent, TextEscapes.Form, TextEscapes.Backslash, TextEscapes.BackslashOfCharacters,
        TextEscapes.Shell, TextEscapes.Doubled, TextEscapes.DoubledDouble, TextEscapes.Html,
    ];

    /// <summary>Every decoding that makes something else of the text.</summary>
    /// <param name="text">What to decode.</param>
    /// <param name="shortestRun">Fewer digits of base64 are not worth decoding.</param>
    public static IEnumerable<DecodedText> Of(DecodedText text, int shortestRun)
    {
        foreach (var escape in Escapes)
        {
            if (Unescape(text, escape) is { } decoded)
            {
                yield return decoded;
            }
        }

        // The digits before a value shift it within the groups, so each alignment is tried.
        for (var alignment = 0; alignment < 4; alignment++)
        {
            if (Decode(text, Base64Set, shortestRun, alignment, AddBase64) is { } decoded)
            {
                yield return decoded;
            }
        }

        for (var alignment = 0; alignment < 2; alignment++)
        {
            if (Decode(text, HexSet, shortestRun, alignment, AddHex) is { } decoded)
            {
                yield return decoded;
            }
        }
    }

    private static DecodedText? Unescape(DecodedText text, Escape escape)
    {
        // Most texts hold no escape, and then nothing is built.
        DecodedText.Builder? builder = null;
        for (var position = 0; position < text.Bytes.Length;)
        {
            if (escape(text.Bytes.AsSpan(position)) is not (var length, { } bytes))
            {
                builder?.Copy(position);
                position++;
                continue;
            }

            builder ??= DecodedText.Builder.Beginning(text, position);
            builder.Add(bytes, position, position + length);
            position += length;
        }

        return builder?.Build(isText: true);
    }

    /// <summary>Decodes each run of digits, and parts one from the next by a zero byte.</summary>
    private static DecodedText? Decode(
        DecodedText text, SearchValues<char> digits, int shortestRun, int alignment, Action<DecodedText.Builder, string, int, int> add)
    {
        if (!HasRun(text.Bytes, digits, shortestRun))
        {
            return null;
        }

        var builder = new DecodedText.Builder(text);
        for (var position = 0; position < text.Bytes.Length;)
        {
            var start = position;
            var length = text.Bytes.AsSpan(start).IndexOfAnyExcept(digits);
            position = length < 0 ? text.Bytes.Length : start + length;

            if (position - start >= shortestRun)
            {
                add(builder, text.Bytes, start + alignment, position);
            }

            if (position < text.Bytes.Length)
            {
                builder.Add("\0", position, ++position);
            }
        }

        return builder.Build(isText: false);
    }

    private static bool HasRun(ReadOnlySpan<char> text, SearchValues<char> digits, int length)
    {
        while (text.IndexOfAny(digits) is >= 0 and var start)
        {
            text = text[start..];
            var run = text.IndexOfAnyExcept(digits);
            if ((run < 0 ? text.Length : run) >= length)
            {
                return true;
            }

            text = run < 0 ? [] : text[run..];
        }

        return false;
    }

    private static void AddBase64(DecodedText.Builder builder, string text, int start, int end)
    {
        for (var position = start; end - position >= 2; position += 4)
        {
            // Each byte takes the rest of one digit and the beginning of the next.
            for (var digit = position; digit < Math.Min(position + 3, end - 1); digit++)
            {
                var shift = 2 * (digit - position + 1);
                var value = (Base64Value(text[digit]) << shift) | (Base64Value(text[digit + 1]) >> (6 - shift));
                builder.Add(((char)(value & 0xff)).ToString(), digit, digit + 2);
            }
        }
    }

    private static void AddHex(DecodedText.Builder builder, string text, int start, int end)
    {
        for (var position = start; end - position >= 2; position += 2)
        {
            var value = Convert.FromHexString(text.AsSpan(position, 2))[0];
            builder.Add(((char)value).ToString(), position, position + 2);
        }
    }

    private static int Base64Value(char digit) => digit switch
    {
        '-' => 62,
        '_' => 63,
        _ => Base64Digits.IndexOf(digit, StringComparison.Ordinal),
    };
}
