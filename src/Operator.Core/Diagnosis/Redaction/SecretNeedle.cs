using System.Text;

namespace MiniStack.Operator.Core.Diagnosis.Redaction;

/// <summary>A known secret, to be found in decoded text.</summary>
internal sealed class SecretNeedle
{
    private const int ShortestAnywhere = 4;
    private const int ShortestCut = 8;

    private readonly string _bytes;

    public SecretNeedle(string value)
    {
        _bytes = Utf8(value);
        IsShort = value.Length < ShortestAnywhere;
    }

    /// <summary>So short that it is part of many words: only a word of its own is the secret.</summary>
    public bool IsShort { get; }

    /// <summary>How many digits of base64 hold the secret at least.</summary>
    public int Base64Length => ((_bytes.Length * 4) + 2) / 3;

    /// <summary>The UTF-8 bytes of a text, one a character.</summary>
    public static string Utf8(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    public IEnumerable<TextSpan> Find(DecodedText text)
    {
        if (IsShort && !text.IsText)
        {
            yield break;
        }

        foreach (var span in Find(text.Bytes, _bytes, StringComparison.Ordinal).Where(span => !IsShort || IsWord(text.Bytes, span)))
        {
            yield return span;
        }
    }

    /// <summary>Every place of the bytes, also where one overlaps the next.</summary>
    public static IEnumerable<TextSpan> Find(string text, string bytes, StringComparison comparison)
    {
        for (var position = 0; (position = text.IndexOf(bytes, position, comparison)) >= 0; position++)
        {
            yield return new TextSpan(position, position + bytes.Length);
        }
    }

    /// <summary>
    /// The larger part of the secret, where the text begins or ends within it: a kubelet keeps the last 2048 bytes of a log, wherever they begin.
    /// </summary>
    public IEnumerable<TextSpan> FindCut(DecodedText text)
    {
        if (_bytes.Length < ShortestCut)
        {
            yield break;
        }

        for (var length = Math.Min(_bytes.Length - 1, text.Bytes.Length); length * 2 >= _bytes.Length; length--)
        {
            if (text.Bytes.AsSpan().StartsWith(_bytes.AsSpan()[^length..], StringComparison.Ordinal))
            {
                yield return new TextSpan(0, length);
            }

            if (text.Bytes.AsSpan().EndsWith(_bytes.AsSpan()[..length], StringComparison.Ordinal))
            {
                yield return new TextSpan(text.Bytes.Length - length, text.Bytes.Length);
            }
        }
    }

    public static bool IsWord(string text, TextSpan span) =>
        (span.Start == 0 || !IsWordByte(text[span.Start - 1])) && (span.End == text.Length || !IsWordByte(text[span.End]));

    public static bool IsWordByte(char each) => char.IsAsciiLetterOrDigit(each) || each is '_' or >= '\x80';
}
