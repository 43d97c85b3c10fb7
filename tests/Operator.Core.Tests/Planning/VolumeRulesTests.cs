using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Tests.Planning;

public sealed class VolumeRulesTests
{
    [Fact]
    public void A_new_stack_and_a_running_one_have_no_problem()
    {
        Assert.Null(VolumeRules.FindProblem(new ObservedStack(Stacks.Minimal())));
        Assert.Null(VolumeRules.FindProblem(Observed.Ready()));
    }

    [Fact]
    public void A_volume_that_was_recorded_and_is_gone_is_lost()
    {
        AssertProblem("DataVolumeLost", "is gone", Observed.Ready() with { Volume = null });
        AssertProblem("DataVolumeLost", "is gone", Observed.Ready() with { Volume = null, DatabaseSecret = null });
        AssertProblem("DataVolumeLost", "was deleted", Observed.Ready() with { Volume = null, IsVolumeLeaving = true });
        Assert.Equal(
            "Save the rows first: kubectl exec demo-db-0 -- pg_dumpall -U postgres --no-role-passwords > rows.sql; let the claim go: kubectl delete pod demo-db-0; "
            + "begin with an empty database: kubectl delete secret demo-db demo-db-admin; and load them: kubectl exec -i demo-db-0 -- psql -U postgres < rows.sql",
            VolumeRules.FindProblem(Observed.Ready() with { Volume = null, IsVolumeLeaving = true })!.Hint);
    }

    [Fact]
    public void Another_volume_of_the_same_name_is_not_the_one_with_the_data()
    {
        var observed = Observed.Ready();
        observed.Volume!.Metadata.Uid = "another";

        AssertProblem("DataVolumeLost", "demo-db-data", observed);
    }

    [Fact]
    public void Secrets_whose_volume_lives_are_not_both_made_anew()
    {
        AssertProblem("CredentialsLost", "Secrets demo-db and demo-db-admin are gone", Observed.Ready() with { DatabaseSecret = null, AdminSecret = null });
        Assert.Null(VolumeRules.FindProblem(Observed.Ready() with { DatabaseSecret = null }));
        Assert.Null(VolumeRules.FindProblem(Observed.Ready() with { AdminSecret = null }));
    }

    [Fact]
    public void A_pass_that_ended_between_secrets_and_volume_goes_on()
    {
        var stack = Stacks.Minimal();
        var observed = new ObservedStack(stack)
        {
            DatabaseSecret = DatabaseSecret.Build(stack, Observed.Credentials, null),
            AdminSecret = DatabaseAdminSecret.Build(stack, Observed.Credentials, null),
        };

        Assert.Null(VolumeRules.FindProblem(observed));
        Assert.Null(VolumeRules.FindProblem(observed with { Volume = Observed.Ready().Volume }));
    }

    [Fact]
    public void A_volume_of_another_version_user_or_database_is_refused()
    {
        var other = Observed.Ready();
        other.Stack.Spec.Database.Version = 16;
        AssertProblem("DataDirectoryIncompatible", "made by PostgreSQL 17, and spec.database.version is 16", other);

        other = Observed.Ready();
        other.Stack.Spec.Database.User = "other";
        AssertProblem("DataDirectoryIncompatible", "spec.database.user app, not other", other);

        other = Observed.Ready();
        other.Stack.Spec.Database.Name = "other";
        AssertProblem("DataDirectoryIncompatible", "spec.database.name app, not other", other);
    }

    [Fact]
    public void A_volume_neither_shrinks_nor_changes_its_class()
    {
        var observed = Observed.Ready();
        observed.Volume!.Spec.StorageClassName = "fast";
        observed.Stack.Spec.Database.Storage.Size = new("1024Mi");
        Assert.Null(VolumeRules.FindProblem(observed));
        Assert.False(VolumeRules.IsGrowth(observed.Stack, observed.Volume));

        observed.Stack.Spec.Database.Storage.Size = new("2Gi");
        Assert.Null(VolumeRules.FindProblem(observed));
        Assert.True(VolumeRules.IsGrowth(observed.Stack, observed.Volume));

        observed.Stack.Spec.Database.Storage.Size = new("1000Mi");
        AssertProblem("InvalidSpec", "must not be less than the 1Gi", observed);

        observed.Stack.Spec.Database.Storage.Size = new("1Gi");
        observed.Stack.Spec.Database.Storage.StorageClassName = "slow";
        AssertProblem("InvalidSpec", "has fast, not slow", observed);
    }

    private static void AssertProblem(string code, string words, ObservedStack observed)
    {
        var problem = VolumeRules.FindProblem(observed);

        Assert.NotNull(problem);
        Assert.Equal(code, problem.Code.Name);
        Assert.Contains(words, problem.Message, StringComparison.Ordinal);
        Assert.True(problem.Stalls);
        Assert.NotNull(problem.Hint);
    }
}
