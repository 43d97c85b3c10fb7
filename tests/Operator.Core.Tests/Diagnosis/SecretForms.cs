using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MiniStack.Operator.Core.Tests.Diagnosis;

/// <summary>How programs write a value.</summary>
internal static class SecretForms
{
    private const string Unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static readonly (string Name, Func<string, string> Write)[] All =
    [
        ("plain", value => value),
        ("Uri.EscapeDataString", Uri.EscapeDataString),
        ("encodeURIComponent", value => Percent(value, Unreserved + "!'()*", "X2")),
        ("quote", value => Percent(value, Unreserved + "/", "X2")),
        ("quote_plus", value => Percent(value, Unreserved, "X2").Replace("%20", "+", StringComparison.Ordinal)),
        ("lower hex", value => Percent(value, Unreserved, "x2")),
        ("every byte", value => Percent(value, "", "x2")),
        ("form", value => System.Net.WebUtility.UrlEncode(value)),
        ("base64", value => Convert.ToBase64String(Encoding.UTF8.GetBytes(value))),
        ("base64url", value => Url(Convert.ToBase64String(Encoding.UTF8.GetBytes(value)))),
        ("Basic", value => Convert.ToBase64String(Encoding.UTF8.GetBytes("u:" + value))),
        ("second alignment", value => Convert.ToBase64String(Encoding.UTF8.GetBytes("x" + value + "yz"))),
        ("third alignment", value => Url(Convert.ToBase64String(Encoding.UTF8.GetBytes("xy" + value + "z")))),
        ("JSON", value => JsonSerializer.Serialize(value)),
        ("JSON, relaxed", value => JsonSerializer.Serialize(value, Relaxed)),
        ("JSON in JSON", value => JsonSerializer.Serialize(JsonSerializer.Serialize(value))),
        ("repr", value => "'" + Backslashed(value, "\\'") + "'"),
        ("ascii", value => "'" + string.Concat(Backslashed(value, "\\'").EnumerateRunes().Select(Ascii)) + "'"),
        ("bytes", value => "b\"" + string.Concat(Encoding.UTF8.GetBytes(Backslashed(value, "\\\"")).Select(Byte)) + "\""),
        ("single quotes", value => "'" + value.Replace("'", @"'\''", StringComparison.Ordinal) + "'"),
        ("shlex.quote", value => "'" + value.Replace("'", "'\"'\"'", StringComparison.Ordinal) + "'"),
        ("printf %q", value => Backslashed(value, "\\ '\"$&|;<>()`!#*?[]{}~")),
        ("SQL", value => "'" + value.Replace("'", "''", StringComparison.Ordinal) + "'"),
        ("CSV", value => "\"" + value.Replace("\"", "\"\"", StringComparison.Ordinal) + "\""),
        ("HTML", value => System.Net.WebUtility.HtmlEncode(value)),
        ("hex", value => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(value))),
        ("percent in base64", value => Convert.ToBase64String(Encoding.UTF8.GetBytes($"postgres://u:{Uri.EscapeDataString(value)}@h"))),
    ];

    private static string Percent(string value, string left, string format) => string.Concat(
        Encoding.UTF8.GetBytes(value).Select(each =>
            left.Contains((char)each, StringComparison.Ordinal) ? ((char)each).ToString() : "%" + each.ToString(format, CultureInfo.InvariantCulture)));

    private static string Url(string base64) => base64.TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static string Backslashed(string value, string escaped) => string.Concat(
        value.Select(each => escaped.Contains(each, StringComparison.Ordinal) ? "\\" + each : each.ToString()));

    private static string Ascii(Rune rune) => rune.Value switch
    {
        < 0x80 => rune.ToString(),
        < 0x100 => $"\\x{rune.Value:x2}",
        < 0x10000 => $"\\u{rune.Value:x4}",
        _ => $"\\U{rune.Value:x8}",
    };

    private static string Byte(byte each) => each < 0x80 ? ((char)each).ToString() : $"\\x{each:x2}";
}
