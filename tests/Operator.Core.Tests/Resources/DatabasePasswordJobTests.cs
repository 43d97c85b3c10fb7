using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Tests.Resources;

/// <summary>The Job's script, run against a real server.</summary>
public sealed class DatabasePasswordJobTests
{
    private const string Password = @"n'e\w $p""a%ss`id`'";

    private static readonly string Verifier = ScramVerifier.Compute(Password, [.. "sixteen bytes..."u8]);

    /// <summary>The names are all that the spec allows, but SQL would take them for something else.</summary>
    [Theory]
    [InlineData("dash", "user")]
    [InlineData("bash", "current_user")]
    [InlineData("bash", "_0")]
    public void The_app_role_logs_in_with_the_password_whose_verifier_was_sent(string shell, string user)
    {
        using var server = PostgresServer.Require();
        server.StartUp();
        server.Query($"CREATE ROLE \"{user}\" LOGIN PASSWORD 'old'");

        var (code, output) = Run(server, shell, user, server.AdminPassword);
        Assert.Equal((0, ""), (code, output));
        Assert.Equal(user, server.Query(user, Password, "SELECT current_user"));
        Assert.NotEqual(0, server.TryQuery(user, "old", "SELECT 1").ExitCode);
        Assert.Equal(Verifier, server.Query($"SELECT rolpassword FROM pg_authid WHERE rolname = '{user}'"));
        Assert.DoesNotContain("SCRAM-SHA-256$", server.Log, StringComparison.Ordinal);

        Assert.Equal(0, Run(server, shell, user, server.AdminPassword).ExitCode);
        Assert.Equal(user, server.Query(user, Password, "SELECT current_user"));
    }

    [Fact]
    public void A_superuser_who_is_not_let_in_and_a_role_that_is_gone_are_told_in_one_line()
    {
        using var server = PostgresServer.Require();
        server.StartUp();
        var (code, output) = Run(server, "sh", "app", "wrong");
        Assert.NotEqual(0, code);
        Assert.EndsWith("FATAL:  password authentication failed for user \"postgres\"", Assert.Single(output.TrimEnd().Split('\n')), StringComparison.Ordinal);

        (code, output) = Run(server, "sh", "nobody", server.AdminPassword);
        Assert.NotEqual(0, code);
        Assert.EndsWith("ERROR:  role \"nobody\" does not exist", Assert.Single(output.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.DoesNotContain("SCRAM-SHA-256$", server.Log + output, StringComparison.Ordinal);
    }

    private static (int ExitCode, string Output) Run(PostgresServer server, string shell, string user, string adminPassword) => server.RunJob(
        shell,
        DatabasePasswordJob.Build(Stacks.With(spec => spec.Database.User = user), "fingerprint"),
        new("PGPASSWORD", adminPassword),
        new("MINISTACK_APP_VERIFIER", Verifier));
}
