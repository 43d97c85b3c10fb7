using System.Security.Cryptography;
using System.Text;
using k8s.Models;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Planning;

/// <summary>Changes when the content of a Secret or ConfigMap that the API reads does, so that its pods are made anew.</summary>
public static class ConfigHash
{
    /// <summary>
    /// What the connection consists of, in ordinal order. Whatever else is in its Secret, by a later release or by a user, rolls no API that does
    /// not ask for it; and an API whose release knew fewer keys, or more, would roll on an upgrade.
    /// </summary>
    private static readonly string[] ConnectionKeys =
        ["database", "host", "jdbc-uri", Names.PasswordKey, "pgpass", "port", "provider", "type", "uri", "username"];

    /// <param name="credentials">The stack's passwords; their salt keeps the hash, which every reader of pods sees, from being guessed from.</param>
    /// <param name="secret">The Secret of the connection.</param>
    /// <param name="references">What else is read, with a hash of what it holds; null where it does not exist.</param>
    public static string Of(
        Credentials credentials, V1Secret secret, IReadOnlyList<(ConfigReference Reference, string? Content)> references)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, credentials.App.Salt);
        foreach (var key in ConnectionKeys)
        {
            if (secret.Data.TryGetValue(key, out var value))
            {
                Append(key);
                hash.AppendData(BitConverter.GetBytes(value.Length));
                hash.AppendData(value);
            }
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
