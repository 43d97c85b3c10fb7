using System.Text;
using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Tests.Planning;

public sealed class CredentialRulesTests
{
    [Fact]
    public void A_new_stack_gets_passwords_that_its_database_starts_with()
    {
        var credentials = Decide(new ObservedStack(Stacks.Minimal()));

        Assert.Equal("generated-1", credentials.App.Value);
        Assert.Equal("generated-2", credentials.Superuser.Value);
        Assert.False(credentials.IsChangeDue);
        Assert.False(credentials.App.IsRestored || credentials.Superuser.IsRestored);
    }

    [Fact]
    public void A_running_stack_keeps_its_own()
    {
        var credentials = Decide(Observed.Ready());

        Assert.Equal(("pw", "admin-pw"), (credentials.App.Value, credentials.Superuser.Value));
        Assert.Equal(Observed.Credentials.App.Fingerprint, credentials.App.Fingerprint);
        Assert.Equal(Observed.Credentials.Superuser.Fingerprint, credentials.Superuser.Fingerprint);
        Assert.False(credentials.IsChangeDue);
    }

    [Fact]
    public void An_edited_password_is_due_in_the_database_until_a_job_has_told_it()
    {
        var observed = Observed.Ready();
        observed.DatabaseSecret!.Data[Names.PasswordKey] = "edited"u8.ToArray();

        var credentials = Decide(observed);

        Assert.Equal("edited", credentials.App.Value);
        Assert.True(credentials.IsChangeDue);
        Assert.False(credentials.App.IsRestored);
        Assert.False(credentials.Known().IsChangeDue);
    }

    [Fact]
    public void A_password_of_the_users_own_counts_before_the_secret()
    {
        var credentials = Decide(Observed.Ready(), own: "mine");

        Assert.Equal("mine", credentials.App.Value);
        Assert.True(credentials.IsChangeDue);
    }

    [Fact]
    public void A_lost_secret_is_restored_with_a_password_that_is_due()
    {
        var credentials = Decide(Observed.Ready() with { DatabaseSecret = null });
        Assert.Equal(("generated-1", "admin-pw"), (credentials.App.Value, credentials.Superuser.Value));
        Assert.True(credentials is { IsChangeDue: true, App.IsRestored: true, Superuser.IsRestored: false });

        credentials = Decide(Observed.Ready() with { AdminSecret = null });
        Assert.Equal(("pw", "generated-1"), (credentials.App.Value, credentials.Superuser.Value));
        Assert.True(credentials is { IsChangeDue: false, App.IsRestored: false, Superuser.IsRestored: true });
    }

    [Fact]
    public void A_volume_from_elsewhere_may_hold_a_database_with_another_password()
    {
        var observed = Observed.Ready();
        observed.DatabaseSecret!.Metadata.Annotations.Remove(Annotations.VolumeUid);

        Assert.True(Decide(observed).IsChangeDue);
    }

    [Fact]
    public void A_lost_salt_only_has_the_database_told_again()
    {
        var observed = Observed.Ready();
        observed.DatabaseSecret!.Metadata.Annotations.Remove(Annotations.Salt);

        var credentials = Decide(observed);

        Assert.Equal("pw", credentials.App.Value);
        Assert.True(credentials.IsChangeDue);
    }

    [Theory]
    [InlineData("s3cret:/?# '\"\\", null)]
    [InlineData("hunter2\n", "ends with a line break")]
    [InlineData("pässword", "other than printable ASCII")]
    [InlineData("p\tw", "other than printable ASCII")]
    public void Only_printable_ascii_is_the_same_to_every_client(string password, string? words)
    {
        var problem = CredentialRules.FindProblem(password, "Secret mine, key pw,");

        Assert.Equal(words is null, problem is null);
        if (problem is not null)
        {
            Assert.Equal("InvalidPassword", problem.Code.Name);
            Assert.True(problem.Stalls);
            Assert.Contains(words!, problem.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(password.Trim(), problem.Message + problem.Hint, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Neither_password_is_printed_with_the_record() =>
        Assert.DoesNotContain("pw", Observed.Credentials.ToString(), StringComparison.Ordinal);

    [Fact]
    public void The_superusers_secret_holds_a_verifier_only_while_a_change_is_due()
    {
        var stack = Stacks.Minimal();
        Assert.DoesNotContain(
            DatabaseAdminSecret.Build(stack, Observed.Credentials, null).Data.Keys, key => key.StartsWith("app-verifier", StringComparison.Ordinal));

        var due = Observed.Credentials with { DatabaseKnows = null };
        var verifier = DatabaseAdminSecret.Build(stack, due, null).Data[DatabaseAdminSecret.VerifierKey(due.App.Fingerprint)];
        Assert.StartsWith("SCRAM-SHA-256$", Encoding.UTF8.GetString(verifier), StringComparison.Ordinal);
    }

    [Fact]
    public void The_password_that_the_database_still_has_stays_in_the_superusers_secret_until_it_has_the_new_one()
    {
        var observed = Settled("old-hunter-1");

        observed = Applied(Edited(observed, "new-hunter-2"));
        Assert.Equal(["old-hunter-1"], DatabaseAdminSecret.FormerIn(observed.AdminSecret));

        // As before the Job may have run, and by an operator that knows nothing but the Secrets.
        observed = Applied(observed, credentials => credentials with { DatabaseKnows = null });
        observed = Applied(observed);
        Assert.Equal(["old-hunter-1"], DatabaseAdminSecret.FormerIn(observed.AdminSecret));
        Assert.Contains("old-hunter-1", CredentialRules.ValuesIn(observed with { Credentials = null }));

        observed = Applied(observed, credentials => credentials.Known());
        Assert.Empty(DatabaseAdminSecret.FormerIn(observed.AdminSecret));
        Assert.Empty(DatabaseAdminSecret.FormerIn(Applied(observed).AdminSecret));
    }

    [Fact]
    public void Of_many_changes_that_no_job_has_told_the_first_password_and_the_newest_are_kept()
    {
        var observed = Settled("first:/@'\" 1");
        for (var i = 2; i <= 40; i++)
        {
            observed = Applied(Edited(observed, $"password-{i}"), credentials => i > 2 ? credentials with { DatabaseKnows = null } : credentials);
        }

        var former = DatabaseAdminSecret.FormerIn(observed.AdminSecret);

        Assert.Equal(["first:/@'\" 1", .. Enumerable.Range(33, 7).Select(i => $"password-{i}")], former);
    }

    [Fact]
    public void The_users_own_password_does_not_hide_the_one_before()
    {
        var observed = Applied(Settled("old-hunter-1"), own: "mine");

        Assert.Equal(["old-hunter-1"], DatabaseAdminSecret.FormerIn(observed.AdminSecret));
    }

    [Fact]
    public void A_secret_that_an_earlier_release_has_made_tells_no_former_password()
    {
        Assert.Empty(DatabaseAdminSecret.FormerIn(null));
        Assert.Empty(DatabaseAdminSecret.FormerIn(Observed.Ready().AdminSecret));
    }

    [Fact]
    public void What_cannot_be_a_password_was_never_the_databases()
    {
        var observed = Edited(Settled("old-hunter-1"), "two\nlines");

        Assert.Equal(["old-hunter-1"], DatabaseAdminSecret.FormerIn(Applied(observed, own: "mine").AdminSecret));
    }

    private static ObservedStack Settled(string password)
    {
        var observed = Applied(Edited(Observed.Ready(), password));
        return Applied(observed, credentials => credentials.Known());
    }

    private static ObservedStack Edited(ObservedStack observed, string password)
    {
        observed.DatabaseSecret!.Data[Names.PasswordKey] = Encoding.UTF8.GetBytes(password);
        return observed;
    }

    /// <summary>Both Secrets as a pass leaves them.</summary>
    private static ObservedStack Applied(ObservedStack observed, Func<Credentials, Credentials>? change = null, string? own = null)
    {
        var credentials = (change ?? (each => each))(Decide(observed, own));
        return observed with
        {
            AdminSecret = DatabaseAdminSecret.Build(observed.Stack, credentials, Observed.VolumeUid),
            DatabaseSecret = DatabaseSecret.Build(observed.Stack, credentials, Observed.VolumeUid),
        };
    }

    private static Credentials Decide(ObservedStack observed, string? own = null)
    {
        var passwords = 0;
        return CredentialRules.Decide(observed, own, () => $"generated-{++passwords}", count => [.. Enumerable.Repeat((byte)9, count)]);
    }
}
