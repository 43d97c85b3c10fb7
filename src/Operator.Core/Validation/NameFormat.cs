using System.Text.RegularExpressions;

namespace MiniStack.Operator.Core.Validation;

/// <summary>What a name may look like, in a spec as on a command line. The CRD has the same pattern and length for each field.</summary>
/// <param name="Pattern">Matches the whole name.</param>
/// <param name="MaxLength">In characters.</param>
/// <param name="Words">What a name has, as the end of a sentence.</param>
public sealed record NameFormat(Regex Pattern, int MaxLength, string Words)
{
    /// <summary>Of most objects.</summary>
    public static readonly NameFormat Subdomain = new(
        Formats.Dns1123Subdomain, 253, "lower-case letters, digits, '-' and '.', 253 characters at most");

    /// <summary>Of namespaces, and of a pod's volumes.</summary>
    public static readonly NameFormat Label = new(Formats.Dns1123Label, 63, "lower-case letters, digits and '-', 63 characters at most");

    /// <summary>Of a key of a Secret or a ConfigMap.</summary>
    public static readonly NameFormat Key = new(
        Formats.DataKey, 253, "letters, digits, '-', '_' and '.', no '..' at the start, 253 characters at most");

    internal static readonly NameFormat CsiDriver = new(Formats.CsiDriver, 63, "letters, digits, '-' and '.', 63 characters at most");

    internal static readonly NameFormat TrustBundle = new(
        Formats.TrustBundle, 253, "lower-case letters, digits, '-', '.' and ':', 253 characters at most");

    /// <summary>The length first: a pattern may take long over a text without bounds.</summary>
    public bool Matches(string name) => name.Length <= MaxLength && Pattern.IsMatch(name);
}
