using k8s.Models;
using MiniStack.Operator.Core.Entities;

namespace MiniStack.Operator.Core.Resources;

/// <summary>
/// Gives the database the app role's new password, as the verifier that lies in <see cref="DatabaseAdminSecret"/>: the new password itself
/// never goes over the connection.
/// </summary>
public static class DatabasePasswordJob
{
    /// <param name="stack">The stack.</param>
    /// <param name="fingerprint">Fingerprint of the new password.</param>
    public static V1Job Build(V1Alpha1MiniStack stack, string fingerprint) => DatabaseJob.Build(
        stack,
        Names.DatabasePassword(stack.Metadata.Name),
        fingerprint,
        InitScripts.ChangeAppPassword,
        [
            PostgresContainer.SecretVariable(InitScripts.VerifierVariable, Names.DatabaseAdmin(stack.Metadata.Name), DatabaseAdminSecret.VerifierKey(fingerprint)),
            new V1EnvVar { Name = InitScripts.UserVariable, Value = stack.Spec.Database.User },
        ]);
}
