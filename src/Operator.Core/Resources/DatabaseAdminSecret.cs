using System.Text;
using k8s.Models;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Planning;

namespace MiniStack.Operator.Core.Resources;

/// <summary>The credentials of the superuser, which the API never gets.</summary>
public static class DatabaseAdminSecret
{
    /// <summary>The superuser's role name, the official image's default.</summary>
    public const string Superuser = "postgres";

    /// <summary>
    /// Key of the password's fingerprint. A node may hand a pod a Secret that is some moments old: by this the database's pod sees that it
    /// got another password than its template speaks of.
    /// </summary>
    public const string FingerprintKey = "password-hash";

    /// <summary>
    /// Key of the passwords that the database may still have for the app role, one a line, as long as it is to get another. No pod is given
    /// it: whoever tells of the stack knows by it what to mask, an operator that has just started and the command line as well.
    /// </summary>
    private const string FormerKey = "app-passwords-before";

    /// <param name="stack">The stack.</param>
    /// <param name="credentials">The stack's passwords.</param>
    /// <param name="volumeUid">UID of the volume claim, null as long as there is none.</param>
    /// <param name="live">The Secret as it is, since its type can't be changed.</param>
    public static V1Secret Build(V1Alpha1MiniStack stack, Credentials credentials, string? volumeUid, V1Secret? live = null)
    {
        var data = new Dictionary<string, byte[]>
        {
            ["username"] = Encoding.UTF8.GetBytes(Superuser),
            [Names.PasswordKey] = Encoding.UTF8.GetBytes(credentials.Superuser.Value),
            [FingerprintKey] = Encoding.UTF8.GetBytes(credentials.Superuser.Fingerprint),
        };
        if (credentials.IsChangeDue)
        {
            data[VerifierKey(credentials.App.Fingerprint)] =
                Encoding.UTF8.GetBytes(ScramVerifier.Compute(credentials.App.Value, credentials.App.Salt));
            if (credentials.Former.Count > 0)
            {
                data[FormerKey] = Encoding.UTF8.GetBytes(string.Join('\n', credentials.Former));
            }
        }

        return new V1Secret
        {
            ApiVersion = "v1",
            Kind = "Secret",
            Metadata = ChildMetadata.Credentials(stack, Names.DatabaseAdmin(stack.Metadata.Name), credentials.Superuser, volumeUid),
            Type = live?.Type ?? "kubernetes.io/basic-auth",
            Data = data,
        };
    }

    /// <returns>See <see cref="Credentials.Former"/>; none in a Secret that an earlier release has made.</returns>
    public static IReadOnlyList<string> FormerIn(V1Secret? secret) => secret?.Data is { } data && data.TryGetValue(FormerKey, out var former)
        ? Encoding.UTF8.GetString(former).Split('\n', StringSplitOptions.RemoveEmptyEntries)
        : [];

    /// <summary>
    /// Key of what the app role's password is to become. Each password has a key of its own, so that a pod which is handed an older Secret
    /// doesn't start, and can't set an older password.
    /// </summary>
    /// <param name="fingerprint">Of the app role's password.</param>
    public static string VerifierKey(string fingerprint) => $"app-verifier.{fingerprint}";
}
