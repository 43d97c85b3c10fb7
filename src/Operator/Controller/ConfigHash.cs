using System.Security.Cryptography;
using k8s.Models;

namespace MiniStack.Operator.Controller;

internal static class ConfigHash
{
    /// <summary>Changes when the content of a Secret does, so that pods which read it as environment are made anew.</summary>
    public static string Of(V1Secret? secret)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (key, value) in (secret?.Data ?? new Dictionary<string, byte[]>()).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes($"{key.Length}:{key}{value.Length}:"));
            hash.AppendData(value);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }
}
