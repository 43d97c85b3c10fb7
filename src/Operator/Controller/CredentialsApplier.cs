using k8s.Models;
using MiniStack.Operator.Cluster;
using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Resources;
using MiniStack.Operator.Runtime.Events;

namespace MiniStack.Operator.Controller;

/// <summary>Applies both Secrets as a stack's credentials and its volume ask for, and tells of a password that takes the place of a lost one.</summary>
internal sealed class CredentialsApplier(ChildApplier children, EventPublisher events)
{
    /// <summary>The superuser's first: the Job that changes the other password reads both from there.</summary>
    public async Task<ObservedStack> ApplyAsync(ObservedStack observed, Steps steps, CancellationToken cancellationToken)
    {
        var (stack, credentials, uid) = (observed.Stack, observed.Credentials!, observed.Volume?.Metadata.Uid);
        var admin = await ApplyAsync(
            DatabaseAdminSecret.Build(stack, credentials, uid, observed.AdminSecret),
            observed.AdminSecret,
            credentials.Superuser,
            "the database restarts once to take it");
        var secret = await ApplyAsync(
            DatabaseSecret.Build(stack, credentials, uid, observed.DatabaseSecret),
            observed.DatabaseSecret,
            credentials.App,
            "a Job tells the database, then the API restarts");
        return observed with { AdminSecret = admin, DatabaseSecret = secret };

        async Task<V1Secret?> ApplyAsync(V1Secret desired, V1Secret? newest, Password password, string consequence)
        {
            // A password that the user writes in this very moment is theirs to choose: a forced apply would put the former one back.
            desired.Metadata.ResourceVersion = newest?.Metadata.ResourceVersion;
            var applied = await children.ApplyAsync(stack, Labels.DatabaseComponent, ResourceTypes.Secret, desired, steps, cancellationToken, newest);
            if (applied is not null && password.IsRestored && CredentialRules.Value(newest) is null)
            {
                await events.PublishAsync(
                    stack,
                    EventType.Warning,
                    "CredentialsRestored",
                    $"The password of Secret {desired.Metadata.Name} was gone; it has a new one: {consequence}.",
                    cancellationToken);
            }

            return applied;
        }
    }
}
