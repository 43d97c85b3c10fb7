using System.Security.Cryptography;
using System.Text;
using MiniStack.Operator.Cluster;
using MiniStack.Operator.Core.Diagnosis;
using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Resources;
using MiniStack.Operator.Runtime.Client;

namespace MiniStack.Operator.Controller;

/// <summary>Decides on a stack's passwords: the user's own, else those that the Secrets have, else new ones.</summary>
internal sealed class PasswordSource(ApiClient client)
{
    /// <exception cref="FindingException">The user's own password is missing, or can't be used.</exception>
    public async Task<Credentials> DecideAsync(ObservedStack observed, CancellationToken cancellationToken)
    {
        var own = await OwnAsync(observed, cancellationToken);
        var credentials = CredentialRules.Decide(observed, own, Passwords.Generate, RandomNumberGenerator.GetBytes);
        var reference = observed.Stack.Spec.Database.PasswordSecretRef;
        var name = observed.Stack.Metadata.Name;
        var source = reference is null ? $"Secret {Names.Database(name)}" : $"Secret {reference.Name}, key {reference.Key},";
        var problem = CredentialRules.FindProblem(credentials.App.Value, source)
            ?? CredentialRules.FindProblem(credentials.Superuser.Value, $"Secret {Names.DatabaseAdmin(name)}");
        return problem is null ? credentials : throw new FindingException(problem);
    }

    private async Task<string?> OwnAsync(ObservedStack observed, CancellationToken cancellationToken)
    {
        if (observed.Stack.Spec.Database.PasswordSecretRef is not { } reference)
        {
            return null;
        }

        var key = new ObjectKey(observed.Stack.Metadata.NamespaceProperty, reference.Name);
        var secret = await client.GetAsync(ResourceTypes.Secret, key, cancellationToken);
        if (secret?.Data is { } data && data.TryGetValue(reference.Key, out var value) && value.Length > 0)
        {
            return Encoding.UTF8.GetString(value);
        }

        var missing = secret is null ? $"Secret {reference.Name} does not exist" : $"Secret {reference.Name} has no key {reference.Key}";
        throw new FindingException(new Finding(
            Labels.DatabaseComponent,
            FindingCodes.ConfigMissing,
            $"{missing}, which spec.database.passwordSecretRef names.",
            $"kubectl create secret generic {reference.Name} --from-literal={reference.Key}=…"));
    }
}
