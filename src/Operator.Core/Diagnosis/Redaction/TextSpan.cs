namespace MiniStack.Operator.Core.Diagnosis.Redaction;

/// <summary>A stretch of a text, from <paramref name="Start"/> up to, not including, <paramref name="End"/>.</summary>
internal readonly record struct TextSpan(int Start, int End) : IComparable<TextSpan>
{
    public int CompareTo(TextSpan other) => Start != other.Start ? Start.CompareTo(other.Start) : End.CompareTo(other.End);
}
