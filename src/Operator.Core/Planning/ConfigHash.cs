using System.Security.Cryptography;
using System.Text;
using k8s.Models;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Planning;

/// <summary>Changes when the content of a Secret or ConfigMap that the API reads does, so that its pods are made anew.</summary>
public static class ConfigHash
{
    /// <param name="credentials">The stack's passwords; their salt keeps the hash, which every reader of pods sees, from being guessed from.</param>
    /// <param name="secret">The Secret of the connection.</param>
    /// <param name="references">What else is read, with a hash of what it holds; null where it does not exist.</param>
    public static string Of(
        Credentials credentials, V1Secret secret, IReadOnlyList<(ConfigReference Reference, string? Content)> references)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, credentials.App.Salt);
        foreach (var (key, value) in secret.Data.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            Append(key);
            hash.AppendData(BitConverter.GetBytes(value.Length));
            hash.AppendData(value);
        }

        foreach (var (reference, content) in references)
        {
            Append(reference.Kind);
            Append(reference.Name);
            Append(reference.Key ?? "");
            Append(content ?? "-");
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));

        void Append(string text)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            hash.AppendData(BitConverter.GetBytes(bytes.Length));
            hash.AppendData(bytes);
        }
    }
}
