namespace MiniStack.ApiPaths;

/// <summary>
/// A name that no object can have, or a label or field that no selector can ask for. Nothing was sent: the server, and whatever stands
/// before it, might have read something else into it.
/// </summary>
public sealed class InvalidNameException : Exception
{
    private const int ShownCharacters = 64;

    /// <param name="what">What the name is of, such as <c>a name of secrets</c>.</param>
    /// <param name="name">As it was given: its beginning is shown, without control characters.</param>
    /// <param name="rule">What it must be, such as <c>a DNS-1123 label</c>.</param>
    public InvalidNameException(string what, string name, string rule)
        : base($"'{Shown(name)}' is not {what}: that is {rule}.")
    {
    }

    private static string Shown(string name)
    {
        var end = Math.Min(name.Length, ShownCharacters);
        var isCut = end < name.Length;
        if (isCut && char.IsHighSurrogate(name[end - 1]))
        {
            end--;
        }

        var shown = string.Concat(name.Take(end).Select(each => char.IsControl(each) ? '\uFFFD' : each));
        return isCut ? $"{shown}…" : shown;
    }
}
