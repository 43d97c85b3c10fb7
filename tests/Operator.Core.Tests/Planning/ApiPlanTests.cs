using k8s.Models;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Tests.Planning;

public sealed class ApiPlanTests
{
    [Fact]
    public void The_first_roll_waits_for_the_database_and_for_its_password()
    {
        var observed = Observed.Ready() with { Api = null };

        Assert.Equal(ApiStep.Wait, Decide(observed with { Database = Observed.Database(0) }).Step);
        Assert.Equal(ApiStep.Wait, Decide(observed with { Credentials = Observed.Credentials with { DatabaseKnows = null } }).Step);
        var plan = Decide(observed);
        Assert.Equal((ApiStep.Roll, "new-hash", 1), (plan.Step, plan.Rollout!.ConfigHash, plan.Rollout.Replicas));
    }

    [Fact]
    public void A_changed_password_rolls_the_api_only_when_the_database_has_it()
    {
        var observed = Observed.Ready();

        Assert.Equal("hash", Decide(observed with { Credentials = Observed.Credentials with { DatabaseKnows = "old" } }).Rollout!.ConfigHash);
        Assert.Equal("new-hash", Decide(observed).Rollout!.ConfigHash);
    }

    [Theory]
    [InlineData("no Job yet", null, null, true, ApiStep.Migrate)]
    [InlineData("no Job yet, and no database", null, null, false, ApiStep.AwaitMigration)]
    [InlineData("the Job of an earlier version", "earlier", "Complete", true, ApiStep.Migrate)]
    [InlineData("the Job runs", "key", null, true, ApiStep.AwaitMigration)]
    [InlineData("the Job is through", "key", "Complete", true, ApiStep.Roll)]
    [InlineData("the Job failed", "key", "Failed", true, ApiStep.Hold)]
    public void A_new_version_waits_for_its_migration(string what, string? target, string? condition, bool isDatabaseReady, ApiStep expected)
    {
        var observed = Migrating();
        observed = observed with
        {
            Database = Observed.Database(isDatabaseReady ? 1 : 0),
            MigrationJob = target is null ? null : Job(target == "key" ? ApiMigrationJob.Key(observed.Stack)! : target, condition),
        };

        var plan = Decide(observed);

        Assert.True(expected == plan.Step, $"{what}: {plan.Step}");
        Assert.Equal(condition == "Failed", plan.Finding is { Code.Name: "MigrationFailed", Stalls: true });
        Assert.Equal(1, plan.Replicas.Count);
    }

    /// <summary>A Job can't be changed: one that no node takes for want of a toleration never would.</summary>
    [Theory]
    [InlineData("the same spec", true, "Failed", 0, ApiStep.Hold)]
    [InlineData("another spec, and it failed", false, "Failed", 0, ApiStep.Migrate)]
    [InlineData("another spec, and no pod runs", false, null, 0, ApiStep.Migrate)]
    [InlineData("another spec, and a pod runs", false, null, 1, ApiStep.AwaitMigration)]
    [InlineData("another spec, and nobody knows whether a pod runs", false, null, null, ApiStep.AwaitMigration)]
    [InlineData("another spec, and it is through", false, "Complete", 0, ApiStep.Roll)]
    [InlineData("of an earlier build", null, "Failed", 0, ApiStep.Hold)]
    public void A_migration_that_got_nowhere_is_begun_anew_when_its_pods_would_be_others(
        string what, bool? isOfThisSpec, string? condition, int? ready, ApiStep expected)
    {
        var observed = Migrating();
        var job = Job(ApiMigrationJob.Key(observed.Stack)!, condition);
        job.Status = (job.Status ?? new V1JobStatus()) with { Ready = ready };
        if (isOfThisSpec is { } same)
        {
            job.Metadata.Annotations[Annotations.SpecHash] = same ? ApiMigrationJob.SpecHash(observed.Stack) : "another";
        }

        var step = Decide(observed with { MigrationJob = job }).Step;

        Assert.True(expected == step, $"{what}: {step}");
    }

    [Fact]
    public void A_migration_that_took_too_long_says_how_long_it_had()
    {
        var observed = Migrating();
        var job = Job(ApiMigrationJob.Key(observed.Stack)!, "Failed");
        job.Spec = new V1JobSpec { ActiveDeadlineSeconds = 60 };
        job.Status.Conditions[0] = job.Status.Conditions[0] with { Reason = "DeadlineExceeded" };

        var finding = Decide(observed with { MigrationJob = job }).Finding!;

        Assert.Equal("MigrationFailed", finding.Code.Name);
        Assert.Equal(
            "Job demo-api-migrate with spec.api.migrate.command of image ministack-api:dev did not end within 60 s (spec.api.migrate.timeoutSeconds), "
            + "and was ended; the API was left as it is.",
            finding.Message);
        Assert.Contains("raise spec.api.migrate.timeoutSeconds", finding.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void A_migration_is_not_run_again_for_the_version_that_serves()
    {
        var observed = Migrating();
        observed.Api!.Metadata.Annotations[Annotations.Migrated] = ApiMigrationJob.Key(observed.Stack)!;

        var plan = Decide(observed);

        Assert.Equal((ApiStep.Roll, ApiMigrationJob.Key(observed.Stack)), (plan.Step, plan.Rollout!.MigrationKey));
    }

    [Fact]
    public void A_suspended_stack_holds_its_migration_and_still_loses_its_pods()
    {
        var observed = Migrating() with { Database = Observed.Database(0, 0) };
        observed.Stack.Spec.Suspend = true;

        var plan = Decide(observed);

        Assert.Equal((ApiStep.AwaitMigration, 0), (plan.Step, plan.Replicas.Count));
    }

    [Fact]
    public void A_template_of_a_newer_operator_is_held_and_still_scaled()
    {
        var observed = Migrating();
        observed.Api!.Metadata.Annotations[Annotations.TemplateRevision] = "99";
        observed.Stack.Spec.Api.Replicas = 4;

        var plan = Decide(observed);

        Assert.Equal((ApiStep.Hold, 4), (plan.Step, plan.Replicas.Count));
    }

    [Fact]
    public void Replicas_are_handed_to_the_autoscaler_at_what_they_are()
    {
        var observed = Observed.Ready() with { Api = Observed.Api(5, 5) };
        observed.Stack.Spec.Api.Autoscale = new AutoscaleSpec { MinReplicas = 2, MaxReplicas = 9 };

        Assert.Equal(new ApiReplicas(null, 5), ApiReplicas.Decide(observed));
        Assert.Equal(new ApiReplicas(null, 2), ApiReplicas.Decide(observed with { Api = Observed.Api(0, 0) }));
        Assert.Equal(new ApiReplicas(2, null), ApiReplicas.Decide(observed with { Api = null }));

        observed.Api!.Metadata.Annotations[Annotations.Autoscaled] = "true";
        Assert.Equal(new ApiReplicas(null, null), ApiReplicas.Decide(observed));

        observed.Stack.Spec.Suspend = true;
        Assert.Equal(new ApiReplicas(0, null), ApiReplicas.Decide(observed));
    }

    private static ApiPlan Decide(ObservedStack observed) => ApiPlan.Decide(observed, "new-hash", ClusterCapabilities.Newest);

    private static ObservedStack Migrating()
    {
        var observed = Observed.Ready();
        observed.Stack.Spec.Api.Migrate = new MigrateSpec { Command = ["migrate"] };
        return observed;
    }

    private static V1Job Job(string target, string? condition) => new()
    {
        Metadata = new V1ObjectMeta { Annotations = new Dictionary<string, string> { [Annotations.Target] = target } },
        Status = condition is null ? null : new V1JobStatus { Conditions = [new V1JobCondition { Type = condition, Status = "True" }] },
    };
}
