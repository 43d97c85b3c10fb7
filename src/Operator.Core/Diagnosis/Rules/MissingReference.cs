using System.Text.RegularExpressions;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>What the kubelet found missing: an object, or a key of it.</summary>
/// <param name="Kind"><c>Secret</c> or <c>ConfigMap</c>.</param>
/// <param name="Name">Null where the kubelet names the key alone.</param>
/// <param name="Key">Null when the object itself is missing.</param>
internal sealed partial record MissingReference(string Kind, string? Name, string? Key)
{
    /// <param name="message">Of a container's state, or of an event about a mount.</param>
    /// <returns>Null when it tells of something else.</returns>
    public static MissingReference? Of(string? message)
    {
        message ??= "";
        return MissingObject().Match(message) is { Success: true } missing ? new(KindOf(missing), missing.Groups["name"].Value, null)
            : MissingKey().Match(message) is { Success: true } key ? new(KindOf(key), key.Groups["name"].Value, key.Groups["key"].Value)
            : MissingFile().Match(message) is { Success: true } file ? new(KindOf(file), null, file.Groups["key"].Value)
            : null;
    }

    private static string KindOf(Match match) =>
        match.Groups["kind"].ValueSpan.StartsWith("secret", StringComparison.OrdinalIgnoreCase) ? "Secret" : "ConfigMap";

    [GeneratedRegex("""\b(?<kind>secret|configmap)s? "(?<name>[^"]+)" not found""", RegexOptions.IgnoreCase)]
    private static partial Regex MissingObject();

    [GeneratedRegex(@"couldn't find key (?<key>\S+) in (?<kind>Secret|ConfigMap) [^/\s]+/(?<name>\S+)")]
    private static partial Regex MissingKey();

    [GeneratedRegex(@"references non-existent (?<kind>secret|config) key: (?<key>\S+)")]
    private static partial Regex MissingFile();
}
