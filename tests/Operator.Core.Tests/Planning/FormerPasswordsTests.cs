using System.Text;
using MiniStack.Operator.Core.Diagnosis;
using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Resources;
using MiniStack.Operator.Core.Tests.Diagnosis;

namespace MiniStack.Operator.Core.Tests.Planning;

public sealed class FormerPasswordsTests
{
    private const string Old = "old-hunter-1";
    private const string New = "new-hunter-2";

    [Fact]
    public void The_former_password_is_known_until_the_database_and_every_pod_have_the_new_one()
    {
        var settled = WithPassword(Old);
        var known = Next([], settled, settled);

        var edited = WithPassword(New) with { Credentials = WithPassword(New).Credentials! with { DatabaseKnows = settled.Credentials!.App.Fingerprint } };
        var all = FormerPasswords.Of(known, edited, edited);
        Assert.Contains(Old, all);
        Assert.Contains(New, all);
        known = FormerPasswords.Keep(all, edited);

        var rolling = WithPassword(New) with { Api = Observed.Api(ready: 0) };
        known = Next(known, rolling, rolling);
        Assert.Contains(Old, known);

        var done = WithPassword(New);
        Assert.DoesNotContain(Old, Next(known, done, done));
    }

    /// <summary>The operator was away when the password was edited.</summary>
    [Fact]
    public void The_connection_string_still_tells_the_former_password_of_one_that_was_just_edited()
    {
        var before = WithPassword(Old);
        before.DatabaseSecret!.Data[Names.PasswordKey] = Encoding.UTF8.GetBytes(New);
        var redactor = new Redactor(FormerPasswords.Of([], before, WithPassword(New)));

        Assert.Equal("tried *** and ***", redactor.Redact($"tried {Old} and {New}"));
    }

    [Fact]
    public void A_pod_that_tells_the_former_password_is_not_quoted_with_it()
    {
        var stack = Scene.Stack(api: 0).With(Scene.ApiPod().Waiting("CrashLoopBackOff", null, Scene.Ended(1, $"RuntimeError: {Old} is refused")));

        Assert.Contains(Old, stack.Only().Message, StringComparison.Ordinal);
        Assert.Contains("RuntimeError: *** is refused", (stack with { FormerPasswords = [Old] }).Only().Message, StringComparison.Ordinal);
    }

    /// <summary>As the command line does, and an operator that has just begun.</summary>
    [Fact]
    public void Who_reads_the_secrets_alone_knows_what_the_database_still_has()
    {
        var stack = Scene.Stack(api: 0).With(Scene.ApiPod().Waiting("CrashLoopBackOff", null, Scene.Ended(1, $"RuntimeError: {Old} is refused")));
        var due = (stack.Credentials! with { DatabaseKnows = null }) with { Former = [Old] };
        stack = stack with { Credentials = null, AdminSecret = DatabaseAdminSecret.Build(stack.Stack, due, Observed.VolumeUid) };

        Assert.Contains("RuntimeError: *** is refused", stack.Only().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void However_often_it_is_changed_the_password_that_the_database_has_is_known()
    {
        IReadOnlyList<string> known = [];
        for (var i = 0; i < 40; i++)
        {
            var pass = WithPassword($"password-{i}") with { UnderWay = "A Job runs." };
            var due = (pass.Credentials! with { DatabaseKnows = null }) with { Former = [Old, .. Enumerable.Range(Math.Max(0, i - 7), Math.Min(i, 7)).Select(n => $"password-{n}")] };
            known = Next(known, pass with { AdminSecret = DatabaseAdminSecret.Build(pass.Stack, due, Observed.VolumeUid) }, pass with { Credentials = due });
        }

        Assert.Contains(Old, known);
        Assert.Contains("password-39", known);
        Assert.InRange(known.Count, 2, 16);
    }

    [Fact]
    public void No_more_are_kept_than_may_be_good()
    {
        var known = Enumerable.Range(0, 1000).Aggregate(
            (IReadOnlyList<string>)[], (known, index) => Next(known, WithPassword($"password-{index}"), WithPassword($"password-{index}") with { UnderWay = "A Job runs." }));

        Assert.InRange(known.Count, 2, 16);
        Assert.Contains("password-999", known);
    }

    private static IReadOnlyList<string> Next(IReadOnlyList<string> known, ObservedStack before, ObservedStack after) =>
        FormerPasswords.Keep(FormerPasswords.Of(known, before, after), after);

    private static ObservedStack WithPassword(string value)
    {
        var credentials = (Observed.Credentials with { App = new Password(value, new byte[16], IsRestored: false) }).Known();
        var stack = Observed.Ready();
        return stack with { Credentials = credentials, DatabaseSecret = DatabaseSecret.Build(stack.Stack, credentials, Observed.VolumeUid) };
    }
}
