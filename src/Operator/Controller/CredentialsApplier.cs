using k8s.Models;
using MiniStack.Operator.Cluster;
using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Controller;

/// <summary>Applies both Secrets as a stack's credentials and its volume ask for.</summary>
internal sealed class CredentialsApplier(ChildApplier children)
{
    /// <summary>The superuser's first: the Job that changes the other password reads both from there.</summary>
    public async Task<ObservedStack> ApplyAsync(ObservedStack observed, Steps steps, CancellationToken cancellationToken)
    {
        var (stack, credentials, uid) = (observed.Stack, observed.Credentials!, observed.Volume?.Metadata.Uid);
        var admin = await ApplyAsync(DatabaseAdminSecret.Build(stack, credentials, uid, observed.AdminSecret), observed.AdminSecret);
        var secret = await ApplyAsync(DatabaseSecret.Build(stack, credentials, uid, observed.DatabaseSecret), observed.DatabaseSecret);
        return observed with { AdminSecret = admin, DatabaseSecret = secret };

        Task<V1Secret?> ApplyAsync(V1Secret desired, V1Secret? newest)
        {
            // A password that the user writes in this very moment is theirs to choose: a forced apply would put the former one back.
            desired.Metadata.ResourceVersion = newest?.Metadata.ResourceVersion;
            return children.ApplyAsync(stack, Labels.DatabaseComponent, ResourceTypes.Secret, desired, steps, cancellationToken, newest);
        }
    }
}
