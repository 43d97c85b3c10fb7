using System.Collections.Frozen;

namespace MiniStack.Operator.Core.Diagnosis.Redaction;

/// <summary>Which values can be secrets, and what in them is one.</summary>
internal static class SecretValues
{
    /// <summary>Shorter lines of a longer value are words of a file, such as <c>server:</c>.</summary>
    private const int ShortestLine = 8;

    private static readonly FrozenSet<string> Words = FrozenSet.ToFrozenSet(
        ["true", "false", "yes", "no", "on", "off", "enabled", "disabled", "null", "none", "nil", "undefined"],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The strings to look for when this is a secret: itself without the space around it, each of its lines, and what the patterns find in it,
    /// such as the password in a connection string.
    /// </summary>
    public static IEnumerable<string> Of(string value)
    {
        string[] lines = value.Contains('\n', StringComparison.Ordinal) ? value.Split('\n', StringSplitOptions.TrimEntries) : [];
        var parts = Parts(value);
        return lines.Where(line => line.Length >= ShortestLine && !line.StartsWith("-----", StringComparison.Ordinal))
            .Append(value.Trim())
            .Concat(parts)
            .Where(CanBeSecret);
    }

    /// <summary>What programs may cut to pieces, and tell as something else: see <see cref="SecretPieces"/>.</summary>
    public static IEnumerable<string> PasswordsIn(string value) => Parts(value).Append(value.Trim());

    private static List<string> Parts(string value)
    {
        var parts = SecretPatterns.Find(value).Select(span => value[span.Start..span.End]).ToList();
        return [.. parts, .. parts.Select(Uri.UnescapeDataString)];
    }

    /// <summary>Not so: <see cref="IsNothing"/>, and up to three digits or marks, which too much else is made of.</summary>
    public static bool CanBeSecret(string value) => !IsNothing(value) && !(value.Length < 4 && !value.Any(char.IsLetter));

    /// <summary>No more than space; a word for yes, no or nothing; one mark again and again, as masks are made.</summary>
    public static bool IsNothing(string value) =>
        string.IsNullOrWhiteSpace(value)
        || Words.Contains(value)
        || (!char.IsLetterOrDigit(value[0]) && value.All(each => each == value[0]));
}
