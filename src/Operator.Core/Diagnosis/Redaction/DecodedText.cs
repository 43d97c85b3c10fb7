using System.Text;

namespace MiniStack.Operator.Core.Diagnosis.Redaction;

/// <summary>The UTF-8 bytes that a text stands for under some decoding, one a character, with where in the text each comes from.</summary>
internal sealed class DecodedText
{
    private readonly TextSpan[] _sources;

    private DecodedText(string bytes, TextSpan[] sources, bool isText)
    {
        (Bytes, _sources, IsText) = (bytes, sources, isText);
    }

    public string Bytes { get; }

    /// <summary>False when it was decoded from what may as well be a word: then it is noise but for the secrets in it.</summary>
    public bool IsText { get; }

    public static DecodedText Of(string text)
    {
        var bytes = new StringBuilder(text.Length);
        var sources = new List<TextSpan>(text.Length);
        var position = 0;
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            foreach (var each in utf8[..rune.EncodeToUtf8(utf8)])
            {
                bytes.Append((char)each);
                sources.Add(new TextSpan(position, position + rune.Utf16SequenceLength));
            }

            position += rune.Utf16SequenceLength;
        }

        return new DecodedText(bytes.ToString(), [.. sources], isText: true);
    }

    /// <summary>Where in the text these bytes come from. The span may not be empty.</summary>
    public TextSpan Source(TextSpan bytes) => new(_sources[bytes.Start].Start, _sources[bytes.End - 1].End);

    /// <summary>Makes a further decoding of a text.</summary>
    public sealed class Builder(DecodedText from)
    {
        private readonly StringBuilder _bytes = new(from.Bytes.Length);
        private readonly List<TextSpan> _sources = new(from.Bytes.Length);

        /// <summary>Begins with the first bytes of the text as they are.</summary>
        public static Builder Beginning(DecodedText from, int length)
        {
            var builder = new Builder(from);
            for (var position = 0; position < length; position++)
            {
                builder.Copy(position);
            }

            return builder;
        }

        public void Copy(int position)
        {
            _bytes.Append(from.Bytes[position]);
            _sources.Add(from._sources[position]);
        }

        /// <summary>Adds bytes that stand in the place of others.</summary>
        public void Add(string bytes, int start, int end)
        {
            var source = from.Source(new TextSpan(start, end));
            foreach (var each in bytes)
            {
                _bytes.Append(each);
                _sources.Add(source);
            }
        }

        public DecodedText Build(bool isText) => new(_bytes.ToString(), [.. _sources], isText && from.IsText);
    }
}
