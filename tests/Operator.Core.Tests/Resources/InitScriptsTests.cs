namespace MiniStack.Operator.Core.Tests.Resources;

/// <summary>The init scripts, run on a real server.</summary>
public sealed class InitScriptsTests
{
    [Fact]
    public void The_app_role_owns_its_database_and_is_no_superuser_and_its_password_is_nowhere_to_be_read()
    {
        using var server = PostgresServer.Require();
        server.StartUp();
        Assert.Equal(
            "app|f|t|SCRAM-SHA-256",
            server.Query("SELECT rolname, rolsuper, rolcanlogin, substr(rolpassword, 1, 13) FROM pg_authid WHERE rolname = 'app'"));
        Assert.Equal(
            "app|app",
            server.Query("SELECT datdba::regrole, nspowner::regrole FROM pg_database, pg_namespace WHERE datname = 'app' AND nspname = 'public'"));
        Assert.Equal("app", server.Query("app", PostgresServer.AppPassword, "CREATE SCHEMA mine; SELECT current_user"));
        Assert.NotEqual(0, server.TryQuery("app", "another", "SELECT 1").ExitCode);
        Assert.Contains("CREATE SCHEMA mine", server.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("ss w", server.Log, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_users_scripts_make_becomes_the_app_roles_but_for_what_must_stay_the_superusers()
    {
        using var server = PostgresServer.Require();
        server.AddScript("10-schema.sql", """
            CREATE EXTENSION hstore;
            CREATE TABLE items (id serial PRIMARY KEY, number int GENERATED ALWAYS AS IDENTITY, name text);
            CREATE VIEW names AS SELECT name FROM items;
            CREATE TYPE mood AS ENUM ('good');
            CREATE DOMAIN positive AS int CHECK (VALUE > 0);
            CREATE TYPE span AS RANGE (subtype = float8);
            CREATE SCHEMA "Odd ""name";
            CREATE TABLE "Odd ""name"."Too" (a int);
            CREATE TABLE parts (a int) PARTITION BY RANGE (a);
            CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (1) TO (2);
            CREATE STATISTICS by_both ON id, number FROM items;
            CREATE AGGREGATE total (int) (sfunc = int4pl, stype = int);
            CREATE PROCEDURE nothing() LANGUAGE sql AS 'SELECT';
            CREATE FUNCTION as_superuser() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';
            CREATE TEMPORARY TABLE scratch (a int);
            SELECT lo_create(4711);
            """);
        server.StartUp();
        server.Query("app", PostgresServer.AppPassword, """
            ALTER TABLE items ADD COLUMN more int; ALTER TYPE mood ADD VALUE 'bad'; ALTER DOMAIN positive SET DEFAULT 1;
            ALTER TABLE "Odd ""name"."Too" ADD COLUMN b int; ALTER TABLE parts_1 ADD CHECK (a > 0); ALTER STATISTICS by_both RENAME TO by_id;
            DROP VIEW names; DROP AGGREGATE total(int); DROP PROCEDURE nothing(); DROP TYPE span; SELECT lo_unlink(4711);
            """);
        Assert.Equal(
            "as_superuser|postgres\nhstore_in|postgres",
            server.Query("SELECT proname, proowner::regrole FROM pg_proc WHERE proname IN ('as_superuser', 'hstore_in') ORDER BY 1"));
    }

    [Fact]
    public void Once_the_first_start_is_over_the_data_stays()
    {
        using var server = PostgresServer.Require();
        server.StartUp();
        server.Query("app", PostgresServer.AppPassword, "CREATE TABLE items (id int); INSERT INTO items VALUES (7)");
        server.Stop();
        server.StartUp();
        Assert.Equal("7", server.Query("app", PostgresServer.AppPassword, "SELECT id FROM items"));
    }
}
