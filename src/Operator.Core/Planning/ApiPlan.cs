using k8s.Models;
using MiniStack.Operator.Core.Diagnosis;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Planning;

/// <summary>When a new version of the API may take the place of the one that serves.</summary>
/// <param name="Rollout">What the Deployment is built from, with <see cref="ApiStep.Roll"/>.</param>
/// <param name="Finding">What stops the roll, if something does.</param>
public sealed record ApiPlan(ApiStep Step, ApiReplicas Replicas, ApiRollout? Rollout = null, Finding? Finding = null)
{
    /// <param name="observed">The stack, with the database of this pass.</param>
    /// <param name="configHash">Of what the API reads, see <see cref="ConfigHash"/>.</param>
    /// <param name="capabilities">What the cluster serves.</param>
    public static ApiPlan Decide(ObservedStack observed, string configHash, ClusterCapabilities capabilities)
    {
        var stack = observed.Stack;
        var live = observed.Api;
        var replicas = ApiReplicas.Decide(observed);
        if (!ApiGate.IsOpen(observed))
        {
            return new ApiPlan(ApiStep.Wait, replicas);
        }

        if (TemplatePin.Choose(live?.Metadata, ApiDeployment.SpecHash(stack), capabilities) is not { } revision)
        {
            return new ApiPlan(ApiStep.Hold, replicas);
        }

        var migration = ApiMigrationJob.Key(stack);
        if (migration is not null && live?.Metadata.Annotation(Annotations.Migrated) != migration)
        {
            if (BeforeMigration(observed, migration, replicas) is { } plan)
            {
                return plan;
            }
        }

        // A pod that started with a password that the database doesn't have yet would fail: the change waits for the Job.
        var hash = observed.IsPasswordDue ? live?.Spec.Template.Metadata.Annotation(Annotations.ConfigHash) ?? configHash : configHash;
        return new ApiPlan(
            ApiStep.Roll, replicas, new ApiRollout(revision, hash, replicas.Count, migration, replicas.IsAutoscaled));
    }

    /// <returns>Null once the migration is through.</returns>
    private static ApiPlan? BeforeMigration(ObservedStack observed, string migration, ApiReplicas replicas)
    {
        var job = observed.MigrationJob;
        if (job is not null && JobRules.IsFor(job, migration) && !JobRules.IsOutdated(job, ApiMigrationJob.SpecHash(observed.Stack)))
        {
            return JobRules.StateOf(job) switch
            {
                JobState.Complete => null,
                JobState.Failed => new ApiPlan(ApiStep.Hold, replicas, Finding: MigrationFailed(observed.Stack, job)),
                _ => new ApiPlan(ApiStep.AwaitMigration, replicas),
            };
        }

        // A suspended stack has no database that could be migrated.
        return new ApiPlan(observed is { IsDatabaseReady: true, IsPasswordDue: false, AreExtensionsDue: false } ? ApiStep.Migrate : ApiStep.AwaitMigration, replicas);
    }

    private static Finding MigrationFailed(V1Alpha1MiniStack stack, V1Job job)
    {
        var name = Names.ApiMigration(stack.Metadata.Name);
        var what = $"Job {name} with spec.api.migrate.command of image {stack.Spec.Api.Image}";
        return JobRules.IsOverdue(job)
            ? new Finding(
                Labels.ApiComponent,
                FindingCodes.MigrationFailed,
                $"{what} did not end within {job.Spec?.ActiveDeadlineSeconds} s (spec.api.migrate.timeoutSeconds), and was ended; the API was left as it is.",
                $"See what it waits for, such as a lock that another session holds; then raise spec.api.migrate.timeoutSeconds, or to try the same again: kubectl delete job {name}")
            : new Finding(
                Labels.ApiComponent,
                FindingCodes.MigrationFailed,
                $"{what} failed; the API was left as it is.",
                $"kubectl logs job/{name}, then mend the image or the command; to try the same again: kubectl delete job {name}");
    }
}
