using MiniStack.Operator.Cluster;
using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Resources;
using MiniStack.Operator.Runtime.Client;
using MiniStack.Operator.Runtime.Events;

namespace MiniStack.Operator.Controller;

/// <summary>
/// Tells the database the app role's password, when it has another one: a Job logs in as the superuser and sends the verifier that the
/// superuser's Secret holds for it. Only when the Job is through does the credentials Secret say so, and the API roll.
/// </summary>
internal sealed class PasswordChange(ChildApplier children, CredentialsApplier credentialsApplier, EventPublisher events)
{
    public async Task<ObservedStack> AdvanceAsync(ObservedStack observed, Steps steps, CancellationToken cancellationToken)
    {
        var credentials = observed.Credentials!;
        var job = observed.PasswordJob;
        if (!credentials.IsChangeDue)
        {
            await children.RemoveAsync(ResourceTypes.Job, job, DeletionPropagation.Background, cancellationToken);
            return observed;
        }

        var fingerprint = credentials.App.Fingerprint;
        if (job is not null && JobRules.IsFor(job, fingerprint))
        {
            return JobRules.StateOf(job) == JobState.Complete
                ? await FinishAsync(observed, credentials.Known(), steps, cancellationToken)
                : observed with { UnderWay = UnderWay(observed) };
        }

        if (job is not null)
        {
            // Gone with its pods before the next one starts: two at once could leave the database with the older password.
            await children.RemoveAsync(ResourceTypes.Job, job, DeletionPropagation.Foreground, cancellationToken);
        }
        else if (observed.IsDatabaseReady)
        {
            // Once the Job may have run, nothing is known: a password that is changed back has to be told as well.
            observed = await credentialsApplier.ApplyAsync(
                observed with { Credentials = credentials with { DatabaseKnows = null } }, steps, cancellationToken);
            job = await children.ApplyAsync(
                observed.Stack,
                Labels.DatabaseComponent,
                ResourceTypes.Job,
                DatabasePasswordJob.Build(observed.Stack, fingerprint),
                steps,
                cancellationToken);
        }

        return observed with { PasswordJob = job, UnderWay = UnderWay(observed) };
    }

    private async Task<ObservedStack> FinishAsync(ObservedStack observed, Credentials known, Steps steps, CancellationToken cancellationToken)
    {
        var stack = observed.Stack;
        observed = await credentialsApplier.ApplyAsync(observed with { Credentials = known }, steps, cancellationToken);
        await events.PublishAsync(
            stack, EventType.Normal, "PasswordChanged", $"The database has the password of Secret {Names.Database(stack.Metadata.Name)}.", cancellationToken);
        await children.RemoveAsync(ResourceTypes.Job, observed.PasswordJob, DeletionPropagation.Background, cancellationToken);
        return observed;
    }

    /// <summary>A suspended stack has no database to tell; it is told on resume.</summary>
    private static string? UnderWay(ObservedStack observed) => observed.Stack.Spec.Suspend
        ? null
        : $"Job {Names.DatabasePassword(observed.Stack.Metadata.Name)} gives the database the password of Secret {Names.Database(observed.Stack.Metadata.Name)}.";
}
