using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using k8s.Models;
using MiniStack.Operator.Core.Diagnosis;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Planning;

/// <summary>Which passwords a stack is to have. One that a database may know is never replaced without the database being told.</summary>
public static partial class CredentialRules
{
    private const int SaltBytes = 16;

    /// <summary>Of one who changes the password faster than a database can be told.</summary>
    private const int MaximumFormer = 8;

    /// <summary>What SASLprep leaves as it is, so that a client and the verifier always agree.</summary>
    private static readonly SearchValues<char> Allowed =
        SearchValues.Create([.. Enumerable.Range(0x20, 0x7f - 0x20).Select(code => (char)code)]);

    /// <param name="observed">Its volume is none of somebody else's: see <see cref="VolumeRules"/>.</param>
    /// <param name="own">The password that the user brings; null where one is generated.</param>
    /// <param name="generatePassword">A new random password.</param>
    /// <param name="generateSalt">As many random bytes as asked for.</param>
    public static Credentials Decide(
        ObservedStack observed, string? own, Func<string> generatePassword, Func<int, byte[]> generateSalt)
    {
        var app = Of(observed.DatabaseSecret, own);
        var superuser = Of(observed.AdminSecret, null);
        return new Credentials(app, Knowledge(observed, app), superuser) { Former = Former(observed, app) };

        Password Of(V1Secret? secret, string? given)
        {
            var value = given ?? Value(secret);
            return new Password(
                value ?? generatePassword(),
                Salt(secret) ?? generateSalt(SaltBytes),
                IsRestored: value is null && observed.Volume is not null);
        }
    }

    /// <returns>Why a password can't be used; null when it can.</returns>
    /// <param name="password">The password.</param>
    /// <param name="source">Where it comes from, for the message: a Secret and its key.</param>
    public static Finding? FindProblem(string password, string source)
    {
        if (!password.AsSpan().ContainsAnyExcept(Allowed))
        {
            return null;
        }

        var what = password.EndsWith('\n') ? "ends with a line break" : "has characters other than printable ASCII";
        return new Finding(
            Labels.DatabaseComponent,
            FindingCodes.InvalidPassword,
            $"The password in {source} {what}, which clients of Postgres do not agree on.",
            "Write one without: printf %s 'PASSWORD' | base64");
    }

    public static string? Value(V1Secret? secret) => Value(secret, Names.PasswordKey);

    /// <summary>
    /// The passwords that a stack has or is to have, those that its database may have instead, and the connection string, which still holds the
    /// former one of a password that was edited.
    /// </summary>
    public static IEnumerable<string> ValuesIn(ObservedStack observed) => new[]
    {
        Value(observed.DatabaseSecret),
        Value(observed.DatabaseSecret, DatabaseSecret.UriKey),
        Value(observed.AdminSecret),
        observed.Credentials?.App.Value,
        observed.Credentials?.Superuser.Value,
    }.OfType<string>().Concat(DatabaseAdminSecret.FormerIn(observed.AdminSecret)).Concat(observed.Credentials?.Former ?? []);

    private static string? Value(V1Secret? secret, string key) =>
        secret?.Data is { } data && data.TryGetValue(key, out var value) && value.Length > 0 ? Encoding.UTF8.GetString(value) : null;

    /// <summary>
    /// A new volume's database starts with the Secret's password. A volume that the Secret does not know of may hold a database with any
    /// other: one that outlived its Secret, or one that was restored from a backup.
    /// </summary>
    private static string? Knowledge(ObservedStack observed, Password app)
    {
        if (observed.Volume is null)
        {
            return app.Fingerprint;
        }

        var annotations = observed.DatabaseSecret?.Metadata.Annotations;
        return annotations is not null
            && annotations.ContainsKey(Annotations.VolumeUid)
            && annotations.TryGetValue(Annotations.DatabaseKnows, out var known)
                ? known
                : null;
    }

    /// <summary>
    /// A Secret whose password was edited tells the one before in its connection string, and one that is to take up the user's own still has it.
    /// The first is what the database has as long as no Job has told it another, so that it is never the one to be forgotten.
    /// </summary>
    private static List<string> Former(ObservedStack observed, Password app)
    {
        string?[] replaced = [PasswordIn(Value(observed.DatabaseSecret, DatabaseSecret.UriKey)), Value(observed.DatabaseSecret)];
        List<string> all =
        [
            .. DatabaseAdminSecret.FormerIn(observed.AdminSecret)
                .Concat(replaced.OfType<string>())
                .Where(each => each != app.Value && !each.AsSpan().ContainsAnyExcept(Allowed))
                .Distinct(StringComparer.Ordinal),
        ];
        return all.Count <= MaximumFormer ? all : [all[0], .. all[^(MaximumFormer - 1)..]];
    }

    private static string? PasswordIn(string? uri) =>
        Userinfo().Match(uri ?? "") is { Success: true } match ? Uri.UnescapeDataString(match.Groups["password"].Value) : null;

    private static byte[]? Salt(V1Secret? secret)
    {
        if (secret?.Metadata.Annotations?.TryGetValue(Annotations.Salt, out var text) is not true)
        {
            return null;
        }

        var salt = new byte[SaltBytes];
        return Convert.TryFromBase64String(text!, salt, out var length) && length == SaltBytes ? salt : null;
    }

    [GeneratedRegex("^postgresql://[^:/@]*:(?<password>[^:/@]+)@")]
    private static partial Regex Userinfo();
}
