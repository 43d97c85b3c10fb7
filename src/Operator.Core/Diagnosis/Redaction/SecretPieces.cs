using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace MiniStack.Operator.Core.Diagnosis.Redaction;

/// <summary>
/// A password that stands unescaped in a connection string is cut where it holds one of the string's own signs, and programs tell what they
/// then take for a host, a port, a path or a keyword. These are the pieces that they cut it to.
/// </summary>
internal static partial class SecretPieces
{
    /// <summary>Longer values are keys and files, which nobody puts into a connection string.</summary>
    private const int LongestPassword = 128;

    /// <summary>A shorter piece is found only where a program tells what it took for an address.</summary>
    private const int ShortestAnywhere = 6;

    /// <summary>Of URLs, of the connection strings of libpq and .NET, and of shells.</summary>
    private static readonly SearchValues<char> Signs = SearchValues.Create("@:/?#%& ;='\"\\");

    /// <summary>
    /// What lies between any two signs, where the beginning and the end count as such. The pieces that begin alike are one needle, so that there
    /// are no more needles than signs.
    /// </summary>
    /// <param name="isCommon">Whether a word is said for other reasons too.</param>
    public static IEnumerable<PieceNeedle> Of(string secret, Func<string, bool> isCommon)
    {
        if (secret.Length > LongestPassword || IsAddress().IsMatch(secret))
        {
            return [];
        }

        List<int> ends = [.. Enumerable.Range(0, secret.Length).Where(position => Signs.Contains(secret[position])), secret.Length];
        return ends.Select(end => end + 1).Prepend(0)
            .Select(start => ends.Where(end => end > start && end - start < secret.Length).Select(end => secret[start..end]))
            .Select(texts => texts.Where(each => each.Any(char.IsLetterOrDigit) && SecretValues.CanBeSecret(each)).ToList())
            .Where(texts => texts.Count > 0)
            .Select(texts => new PieceNeedle(SecretNeedle.Utf8(texts[^1]), [.. texts.Select(Piece)]));

        // The words of a phrase are said for other reasons as well, if not as they stand in it.
        SecretPiece Piece(string text)
        {
            var isOfCommon = text.Split(' ').All(word => (word.Length < 2 && word.Length < text.Length) || isCommon(word));
            var isWordOfPhrase = secret.Contains(' ', StringComparison.Ordinal) && text.All(char.IsAsciiLetter);
            return new SecretPiece(Encoding.UTF8.GetByteCount(text), isOfCommon, IsAnywhere: text.Length >= ShortestAnywhere && !isOfCommon && !isWordOfPhrase);
        }
    }

    /// <summary>What a Secret holds beside passwords: a URL, a path, JSON, a host with its port, a connection string.</summary>
    [GeneratedRegex(
        @"://|^[/.{\[]|[\r\n]|^[A-Za-z0-9.-]+:[0-9]{1,5}$"
        + @"|(?:^|[; ])(?i:host|hostaddr|server|data source|endpoint|port|user|user ?name|user id|uid|dbname|database|initial catalog|password|pwd|sslmode) ?=",
        SecretPatterns.Options)]
    private static partial Regex IsAddress();
}
