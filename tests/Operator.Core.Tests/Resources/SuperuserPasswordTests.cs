namespace MiniStack.Operator.Core.Tests.Resources;

/// <summary>How the superuser gets a password in place of one that nobody may know any more, on a real server.</summary>
public sealed class SuperuserPasswordTests
{
    private const string NewPassword = @"n'e\w $p""a%ss`id`'";

    [Theory]
    [InlineData("dash")]
    [InlineData("bash")]
    public void Another_fingerprint_gives_the_superuser_the_password_of_its_Secret(string shell)
    {
        using var server = PostgresServer.Require();
        server.Shell = shell;
        server.StartUp();
        var old = server.AdminPassword;
        foreach (var setting in new[] { "log_statement = 'all'", "logging_collector = on", "default_transaction_read_only = on" })
        {
            server.Query($"ALTER SYSTEM SET {setting}");
        }

        server.Stop();

        server.AdminPassword = NewPassword;
        server.StartUp();
        Assert.Equal("SCRAM-SHA-256", server.Query("SELECT substr(rolpassword, 1, 13) FROM pg_authid WHERE rolname = 'postgres'"));
        Assert.NotEqual(0, server.TryQuery("postgres", old, "SELECT 1").ExitCode);
        Assert.Equal("app", server.Query("app", PostgresServer.AppPassword, "SELECT current_user"));
        Assert.Empty(server.FilesWith(NewPassword.Split(' ')[1]));
    }

    [Fact]
    public void It_is_set_on_data_that_a_killed_server_left_behind()
    {
        using var server = PostgresServer.Require();
        server.Parameters["max_prepared_transactions"] = "3";
        server.StartUp();
        server.Query("app", PostgresServer.AppPassword, "CREATE TABLE items (id int); BEGIN; INSERT INTO items VALUES (7); PREPARE TRANSACTION 'open'");
        server.Kill();

        server.AdminPassword = NewPassword;
        server.StartUp();
        Assert.Equal("open", server.Query("SELECT gid FROM pg_prepared_xacts"));
        server.Query("app", PostgresServer.AppPassword, "COMMIT PREPARED 'open'");
        Assert.Equal("7", server.Query("app", PostgresServer.AppPassword, "SELECT id FROM items"));
    }

    [Fact]
    public void The_same_fingerprint_changes_nothing()
    {
        using var server = PostgresServer.Require();
        server.StartUp();
        server.Query("ALTER ROLE postgres PASSWORD 'by hand'");
        server.Stop();
        server.StartUp();
        Assert.Equal("1", server.TryQuery("postgres", "by hand", "SELECT 1").Output.TrimEnd());
    }

    [Fact]
    public void A_failure_is_one_line_that_tells_no_password_and_the_next_start_tries_again()
    {
        using var server = PostgresServer.Require();
        server.StartUp();
        server.Query("CREATE ROLE other SUPERUSER LOGIN PASSWORD 'other'");
        server.Query("other", "other", "ALTER ROLE postgres RENAME TO gone");
        server.Stop();

        server.AdminPassword = NewPassword;
        var (code, output) = server.TryStart();
        Assert.Equal(1, code);
        Assert.Equal("The superuser's password was not changed: FATAL: role \"postgres\" does not exist", output.TrimEnd());

        server.Parameters["work_mem"] = "lots";
        Assert.StartsWith(
            "The superuser's password was not changed: FATAL: invalid value for parameter \"work_mem\": \"lots\"",
            server.TryStart().Output,
            StringComparison.Ordinal);

        server.Parameters.Remove("work_mem");
        server.Shell = "true";
        server.StartUp();
        server.Query("other", "other", "ALTER ROLE gone RENAME TO postgres");
        server.Stop();
        server.Shell = "sh";
        server.StartUp();
        Assert.Equal("1", server.Query("SELECT 1"));
    }

    [Fact]
    public void A_line_break_would_end_the_statement_and_is_refused()
    {
        using var server = PostgresServer.Require();
        server.StartUp();
        server.Stop();
        server.AdminPassword = "two\nlines";
        Assert.Equal("The superuser's password was not changed: it must not have a line break.", server.TryStart().Output.TrimEnd());
    }

    [Fact]
    public void A_Secret_that_is_older_than_the_pod_changes_nothing()
    {
        using var server = PostgresServer.Require();
        server.StartUp();
        server.Stop();
        server.PodIsMadeFor = NewPassword;
        Assert.Contains("this pod got another one than it was made for", server.TryStart().Output, StringComparison.Ordinal);

        (server.AdminPassword, server.PodIsMadeFor) = (NewPassword, null);
        server.StartUp();
        Assert.Equal("1", server.Query("SELECT 1"));
    }
}
