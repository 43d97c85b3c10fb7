using System.Text;
using k8s.Models;
using MiniStack.Operator.Core.Entities;

namespace MiniStack.Operator.Core.Resources;

/// <summary>The credentials of the superuser, which the API never gets.</summary>
public static class DatabaseAdminSecret
{
    /// <summary>The superuser's role name, the official image's default.</summary>
    public const string Superuser = "postgres";

    /// <param name="stack">The stack.</param>
    /// <param name="password">The password of the superuser, never empty.</param>
    public static V1Secret Build(V1Alpha1MiniStack stack, string password) => new()
    {
        ApiVersion = "v1",
        Kind = "Secret",
        Metadata = ChildMetadata.Kept(stack, Names.DatabaseAdmin(stack.Metadata.Name)),
        Type = "kubernetes.io/basic-auth",
        Data = new Dictionary<string, byte[]>
        {
            ["username"] = Encoding.UTF8.GetBytes(Superuser),
            [Names.PasswordKey] = Encoding.UTF8.GetBytes(password),
        },
    };
}
