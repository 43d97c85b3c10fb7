using System.Security.Cryptography;
using System.Text;

namespace MiniStack.Operator.Core.Planning;

/// <summary>Tells whether a secret value is still the same, to readers who must not learn it.</summary>
public static class Fingerprint
{
    /// <summary>128 bits, as lower-case hexadecimal.</summary>
    /// <param name="salt">Known to readers of the Secret alone, so that nobody else can try passwords against the fingerprint.</param>
    public static string Of(ReadOnlySpan<byte> salt, string value) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(salt, Encoding.UTF8.GetBytes(value)).AsSpan(0, 16));
}
