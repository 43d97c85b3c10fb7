using System.Text;
using k8s.Models;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Planning;

namespace MiniStack.Operator.Core.Resources;

/// <summary>
/// The connection of the app role, with the keys of the Service Binding specification's <c>postgresql</c> type. It outlives the stack
/// unless the deletion policy says otherwise, since the kept volume's database knows no other password.
/// </summary>
public static class DatabaseSecret
{
    /// <summary>Key of the connection string, which holds the former password until the operator has taken up a new one.</summary>
    public const string UriKey = "uri";

    /// <param name="stack">The stack.</param>
    /// <param name="credentials">The stack's passwords.</param>
    /// <param name="volumeUid">UID of the volume claim, null as long as there is none.</param>
    /// <param name="live">The Secret as it is, since its type can't be changed.</param>
    public static V1Secret Build(V1Alpha1MiniStack stack, Credentials credentials, string? volumeUid, V1Secret? live = null)
    {
        var password = credentials.App.Value;
        var host = Names.DatabaseHost(stack.Metadata.Name, stack.Metadata.NamespaceProperty);
        var database = stack.Spec.Database.Name;
        var user = stack.Spec.Database.User;
        var encodedDatabase = Uri.EscapeDataString(database);
        var encodedUser = Uri.EscapeDataString(user);
        var encodedPassword = Uri.EscapeDataString(password);

        var metadata = ChildMetadata.Credentials(stack, Names.Database(stack.Metadata.Name), credentials.App, volumeUid);
        if (credentials.DatabaseKnows is { } known)
        {
            metadata.Annotations[Annotations.DatabaseKnows] = known;
        }

        return new V1Secret
        {
            ApiVersion = "v1",
            Kind = "Secret",
            Metadata = metadata,
            Type = live?.Type ?? "servicebinding.io/postgresql",
            Data = new Dictionary<string, byte[]>
            {
                ["type"] = Utf8("postgresql"),
                ["provider"] = Utf8("ministack"),
                ["host"] = Utf8(host),
                ["port"] = Utf8($"{Names.DatabasePort}"),
                ["database"] = Utf8(database),
                ["username"] = Utf8(user),
                [Names.PasswordKey] = Utf8(password),
                [UriKey] = Utf8($"postgresql://{encodedUser}:{encodedPassword}@{host}:{Names.DatabasePort}/{encodedDatabase}"),
                ["jdbc-uri"] = Utf8(
                    $"jdbc:postgresql://{host}:{Names.DatabasePort}/{encodedDatabase}?user={encodedUser}&password={encodedPassword}"),
                ["pgpass"] = Utf8(
                    $"{host}:{Names.DatabasePort}:{PgpassField(database)}:{PgpassField(user)}:{PgpassField(password)}\n"),
            },
        };
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>libpq reads <c>:</c> as the end of a field and <c>\</c> as its escape.</summary>
    private static string PgpassField(string text) =>
        text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace(":", @"\:", StringComparison.Ordinal);
}
