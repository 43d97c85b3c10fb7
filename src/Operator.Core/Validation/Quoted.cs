using System.Globalization;
using System.Text;

namespace MiniStack.Operator.Core.Validation;

/// <summary>A value of a user within a sentence of ours: short, and without what would break the line or steer a terminal.</summary>
public static class Quoted
{
    private const int MaxLength = 80;

    public static string Of(string? value)
    {
        var text = new StringBuilder("'");
        foreach (var rune in (value ?? "").EnumerateRunes())
        {
            if (text.Length > MaxLength)
            {
                text.Append('…');
                break;
            }

            text.Append(IsPlain(rune) ? rune.ToString() : Escape(rune));
        }

        return text.Append('\'').ToString();
    }

    /// <summary>What somebody else says, as one line: it may repeat a value of a user.</summary>
    public static string Line(string text) => string.Concat(text.ReplaceLineEndings(" ").EnumerateRunes().Select(rune => IsPlain(rune) ? rune.ToString() : Escape(rune)));

    private static bool IsPlain(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);

    private static string Escape(Rune rune) => rune.Value == '\n' ? "\\n" : string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
}
