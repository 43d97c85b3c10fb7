namespace MiniStack.ApiPaths;

/// <summary>Which objects are asked for, by one of the fields that the API server selects by. A value cannot add a requirement.</summary>
public sealed class FieldSelector
{
    private readonly string _text;

    private FieldSelector(string text) => _text = text;

    /// <param name="field">As the API has it, such as <c>metadata.name</c>.</param>
    /// <param name="value">Of any kind: what has a meaning in a selector is escaped.</param>
    public static FieldSelector Is(string field, string value) => new($"{field}={Escape(value)}");

    /// <inheritdoc cref="Is"/>
    public static FieldSelector IsNot(string field, string value) => new($"{field}!={Escape(value)}");

    /// <summary>Objects that meet both.</summary>
    public FieldSelector And(FieldSelector other) => new($"{this},{other}");

    public override string ToString() => _text;

    /// <summary>As <c>fields.EscapeValue</c> of apimachinery.</summary>
    private static string Escape(string value) => value.AsSpan().IndexOfAny('\\', ',', '=') < 0
        ? value
        : value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal).Replace("=", "\\=", StringComparison.Ordinal);
}
