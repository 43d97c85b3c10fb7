namespace MiniStack.ApiPaths;

/// <summary>Which objects are asked for, by their labels. A value is one value: it cannot add a requirement.</summary>
public sealed class LabelSelector
{
    private readonly string _text;

    private LabelSelector(string text) => _text = text;

    /// <exception cref="InvalidNameException">No label can have that key.</exception>
    public static LabelSelector Has(string key) => new(CheckedKey(key));

    /// <inheritdoc cref="Has"/>
    public static LabelSelector HasNot(string key) => new($"!{CheckedKey(key)}");

    /// <exception cref="InvalidNameException">No label can have that key, or that value.</exception>
    public static LabelSelector Is(string key, string value) => NameRules.IsLabelText(value)
        ? new($"{CheckedKey(key)}={value}")
        : throw new InvalidNameException(
            $"a value of label {key}", value, "letters, digits, '-', '_' and '.', starting and ending with a letter or digit, at most 63 characters");

    /// <summary>Objects that meet both.</summary>
    public LabelSelector And(LabelSelector other) => new($"{this},{other}");

    public override string ToString() => _text;

    private static string CheckedKey(string key) => NameRules.IsLabelKey(key)
        ? key
        : throw new InvalidNameException("a key of a label", key, "a name of at most 63 characters, with a DNS name and '/' before it or not");
}
