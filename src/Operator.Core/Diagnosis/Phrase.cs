namespace MiniStack.Operator.Core.Diagnosis;

internal static class Phrase
{
    /// <summary>What begins a sentence, as it stands within one.</summary>
    public static string Within(string text) => char.ToLowerInvariant(text[0]) + text[1..];
}
