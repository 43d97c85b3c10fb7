using System.Buffers;
using System.Text.RegularExpressions;

namespace MiniStack.Operator.Core.Diagnosis.Redaction;

/// <summary>
/// A password that stands unescaped in a connection string is cut where it holds one of the string's own signs, and programs tell what they
/// then take for a host, a port or a path. These are the pieces that they cut it to.
/// </summary>
internal static partial class SecretPieces
{
    /// <summary>Longer values are keys and files, which nobody puts into a connection string.</summary>
    private const int LongestPassword = 128;

    private static readonly SearchValues<char> Signs = SearchValues.Create("@:/?#%&");

    /// <summary>Each piece between two signs, and what stands before and after each sign.</summary>
    public static IEnumerable<string> Of(string secret)
    {
        if (secret.Length > LongestPassword || IsAddress().IsMatch(secret))
        {
            yield break;
        }

        var start = 0;
        for (var position = 0; position <= secret.Length; position++)
        {
            if (position < secret.Length && !Signs.Contains(secret[position]))
            {
                continue;
            }

            string[] pieces = [secret[start..position], secret[..position], secret[start..]];
            foreach (var piece in pieces.Where(each => each.Length < secret.Length && each.Any(char.IsLetterOrDigit)))
            {
                yield return piece;
            }

            start = position + 1;
        }
    }

    /// <summary>What a Secret holds beside passwords: a URL, a path, JSON, a host with its port.</summary>
    [GeneratedRegex(@"://|^[/.{\[]|[\r\n]|^[A-Za-z0-9.-]+:[0-9]{1,5}$", SecretPatterns.Options)]
    private static partial Regex IsAddress();
}
