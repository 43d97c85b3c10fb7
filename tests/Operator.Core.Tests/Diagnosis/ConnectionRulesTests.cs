using k8s.Models;
using MiniStack.Operator.Core.Diagnosis;
using MiniStack.Operator.Core.Entities;

namespace MiniStack.Operator.Core.Tests.Diagnosis;

/// <summary>Programs that look for their database where Compose had it, in the words of many clients.</summary>
public sealed class ConnectionRulesTests
{
    private const string Ready = "though the stack's own is ready at demo-db:5432";

    [Theory]
    [InlineData("psycopg2.OperationalError: could not translate host name \"db\" to address: Name or service not known", "db, where none is")]
    [InlineData("psycopg.OperationalError: failed to resolve host 'postgres': [Errno -2] Name or service not known", "postgres, where none is")]
    [InlineData("psycopg2.OperationalError: connection to server at \"127.0.0.1\", port 5432 failed: Connection refused\n\tIs the server running on that host and accepting TCP/IP connections?", "127.0.0.1:5432, which is its own pod")]
    [InlineData("could not connect to server: Connection refused\n\tIs the server running on host \"localhost\" (127.0.0.1) and accepting", "localhost, which is its own pod")]
    [InlineData("OSError: Multiple exceptions: [Errno 111] Connect call failed ('127.0.0.1', 5432), [Errno 99] Cannot assign requested address", "127.0.0.1:5432, which is its own pod")]
    [InlineData("Error: connect ECONNREFUSED 127.0.0.1:5432\n    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1595:16)", "127.0.0.1:5432, which is its own pod")]
    [InlineData("Error: connect ECONNREFUSED ::1:5432\n    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1595:16)", "::1:5432, which is its own pod")]
    [InlineData("Error: getaddrinfo ENOTFOUND db\n    at GetAddrInfoReqWrap.onlookupall [as oncomplete] (node:dns:120:26)", "db, where none is")]
    [InlineData("PrismaClientInitializationError: Can't reach database server at `db`:`5432`", "db:5432, where none is")]
    [InlineData("Error: P1001: Can't reach database server at `postgres:5432`", "postgres:5432, where none is")]
    [InlineData("Unhandled exception. Npgsql.NpgsqlException (0x80004005): Failed to connect to 127.0.0.1:5432\n ---> System.Net.Sockets.SocketException (111): Connection refused", "127.0.0.1:5432, which is its own pod")]
    [InlineData("Unhandled exception. Npgsql.NpgsqlException (0x80004005): Failed to connect to [::1]:5432\n ---> System.Net.Sockets.SocketException (99): Address not available", "::1:5432, which is its own pod")]
    [InlineData("org.postgresql.util.PSQLException: Connection to localhost:5432 refused. Check that the hostname and port are correct.", "localhost:5432, which is its own pod")]
    [InlineData("panic: failed to connect to `host=db user=app database=app`: hostname resolving error (lookup db on 10.96.0.10:53: no such host)", "db, where none is")]
    [InlineData("2026/01/02 03:04:05 dial tcp: lookup postgres on 10.96.0.10:53: no such host", "postgres, where none is")]
    [InlineData("2026/01/02 03:04:05 dial tcp 127.0.0.1:5432: connect: connection refused", "127.0.0.1:5432, which is its own pod")]
    [InlineData("Caused by: java.net.UnknownHostException: postgres", "postgres, where none is")]
    [InlineData("PHP Fatal error:  Uncaught PDOException: SQLSTATE[08006] [7] could not translate host name \"db\" to address: Name or service not known in /app/index.php:3", "db, where none is")]
    [InlineData("wait-for-it.sh: waiting 15 seconds for db:5432", "db:5432, where none is")]
    [InlineData("2026/01/02 03:04:05 Waiting for: tcp://db:5432", "db:5432, where none is")]
    [InlineData("db:5432 - no response", "db:5432, where none is")]
    [InlineData("psql: error: connection to server on socket \"/var/run/postgresql/.s.PGSQL.5432\" failed: No such file or directory", "/var/run/postgresql/.s.PGSQL.5432, which is its own pod")]
    [InlineData("nc: bad address 'db'", "db, where none is")]
    [InlineData("** (DBConnection.ConnectionError) tcp connect (db:5432): non-existing domain - :nxdomain", "db:5432, where none is")]
    [InlineData("nc: getaddrinfo for host \"db\" port 5432: Name or service not known", "db, where none is")]
    public void A_database_elsewhere_is_told_whether_the_program_waits_or_ends(string output, string where)
    {
        var told = $"Container api of pod demo-api-1 looks for its database at {where}, {Ready}: ";

        var ended = TestPod.OfApi().Ended(1, output).Restarted(1).Diagnose().Root!;
        var waiting = TestPod.OfApi().Running(since: 5).Log(output).Diagnose().Root!;

        Assert.Equal((FindingCodes.ConnectionFailed, true), (ended.Code, ended.Stalls));
        Assert.StartsWith(told, ended.Message, StringComparison.Ordinal);
        Assert.Equal(ended.Message, waiting.Message);
        Assert.Contains("PGHOST", ended.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Error: connect ECONNREFUSED 127.0.0.1:5432")]
    [InlineData("Error: connect ECONNREFUSED ::1:5432")]
    public void A_variable_that_says_localhost_is_the_one_of_its_address(string output)
    {
        var root = TestPod.OfApi(spec => spec.Api.Env = [new V1EnvVar { Name = "DB_HOST", Value = "localhost" }]).Ended(1, output).Restarted(1).Diagnose().Root!;

        Assert.Equal("Set spec.api.env[DB_HOST] to $(PGHOST)", root.Hint);
    }

    [Fact]
    public void A_server_that_lets_the_API_in_by_no_line_is_told_while_the_program_tries_again()
    {
        const string output = "[Nest] 1  - 07/24/2024, 12:06:14 AM   ERROR [TypeOrmModule] Unable to connect to the database. Retrying (4)...\nerror: no pg_hba.conf entry for host \"203.0.113.9\", user \"app\", database \"app\", no encryption\n    at Parser.parseErrorMessage (/app/node_modules/pg-protocol/dist/parser.js:287:98)";
        var root = TestPod.OfApi().Running(since: 5).Log(output).Diagnose().Root!;

        Assert.Equal(FindingCodes.ConnectionFailed, root.Code);
        Assert.StartsWith("Container api of pod demo-api-1 is let in by no line of its database server's pg_hba.conf: ", root.Message, StringComparison.Ordinal);
        Assert.Contains("host all all all scram-sha-256", root.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_is_let_in_by_no_line_and_asks_for_another_database_has_the_wrong_variables()
    {
        var root = TestPod.OfApi(spec => spec.Api.Env = [new() { Name = "DATABASE_URL", Value = "postgresql+asyncpg://postgres:pw@demo-db/surf" }])
            .Ended(3, "asyncpg.exceptions.InvalidAuthorizationSpecificationError: no pg_hba.conf entry for host \"203.0.113.9\", user \"postgres\", database \"surf\", no encryption").Restarted(1).Diagnose().Root!;

        Assert.Equal(FindingCodes.ConnectionFailed, root.Code);
        Assert.Contains("spec.api.env[DATABASE_URL]", root.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void A_database_that_is_not_there_is_told_in_the_words_of_any_program()
    {
        var root = TestPod.OfApi(spec => spec.Api.Env = [new() { Name = "DB_POSTGRESDB_DATABASE", Value = "n8n" }])
            .Ended(1, "Error: There was an error initializing DB\nDatabaseError: database \"n8n\" does not exist").Restarted(1).Diagnose().Root!;

        Assert.Equal(FindingCodes.ConnectionFailed, root.Code);
        Assert.Equal("Set spec.api.env[DB_POSTGRESDB_DATABASE] to $(PGDATABASE)", root.Hint);
    }

    [Theory]
    [InlineData("psycopg.OperationalError: failed to resolve host '***@demo-db.shop.svc': [Errno -2] Name or service not known")]
    [InlineData("psycopg2.OperationalError: could not translate host name \"***@demo-db\" to address: Name or service not known")]
    public void A_password_that_was_not_encoded_is_no_host(string output)
    {
        var api = TestPod.OfApi(spec => spec.Api.Env = [new V1EnvVar { Name = "DB_URL", Value = "postgresql://$(PGUSER):$(PGPASSWORD)@$(PGHOST)/$(PGDATABASE)" }]);
        var named = api.Ended(1, output).Restarted(1).Diagnose().Root!;
        var unnamed = TestPod.OfApi().Ended(1, output).Restarted(1).Diagnose().Root!;

        Assert.Equal(FindingCodes.ConnectionFailed, named.Code);
        Assert.Contains("takes a part of the password in its URL for the host", named.Message, StringComparison.Ordinal);
        Assert.StartsWith("Take DATABASE_URL in place of spec.api.env[DB_URL]: in it the password is percent-encoded", named.Hint, StringComparison.Ordinal);
        Assert.StartsWith("Take DATABASE_URL in place of the URL that the image or its code puts together", unnamed.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("psycopg2.OperationalError: connection to server at \"demo-db.shop.svc\" (203.0.113.9), port 5432 failed: Connection refused")]
    [InlineData("Error: getaddrinfo EAI_AGAIN demo-db")]
    [InlineData("wait-for-it.sh: waiting 15 seconds for demo-db:5432")]
    [InlineData("Error: connect ECONNREFUSED 203.0.113.9:5432")]
    [InlineData("Error: connect ECONNREFUSED 127.0.0.1:6379")]
    [InlineData("Error: getaddrinfo ENOTFOUND rabbitmq")]
    [InlineData("FATAL:  database \"app\" does not exist")]
    [InlineData("psycopg2.errors.UndefinedObject: role \"readonly\" does not exist")]
    [InlineData("ERROR: database \"analytics\" does not exist, creating it")]
    [InlineData("INFO SSL offloading enabled")]
    [InlineData("WARN SMTP server does not support TLS or SSL")]
    [InlineData("ERROR Connection to otel-collector:4317 refused")]
    [InlineData("cache database: getaddrinfo ENOTFOUND redis")]
    [InlineData("Error: getaddrinfo ENOTFOUND queue-db")]
    [InlineData("Waiting for postgres...\nPostgreSQL started")]
    [InlineData("INFO: connected to db:5432")]
    [InlineData("Uvicorn running on http://127.0.0.1:5432")]
    public void Of_the_stacks_own_database_and_of_what_is_none_nothing_is_said(string output) => Assert.DoesNotContain(
        FindingCodes.ConnectionFailed, TestPod.OfApi().Running(since: 70).Log(output).Diagnose().Findings.Select(each => each.Code));

    [Fact]
    public void A_program_that_says_only_that_it_waits_is_given_a_while()
    {
        const string output = "Postgres is unavailable - sleeping";

        Assert.Null(TestPod.OfApi().Running(since: 9).Log(output).Told());
        Assert.StartsWith("ConnectionFailed: Container api of pod demo-api-1 waits for a database, ", TestPod.OfApi().Running(since: 11).Log(output).Told(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_wait_that_is_over_does_not_hide_why_a_program_ended()
    {
        const string output = "Waiting for postgres...\nPostgreSQL started\nTraceback (most recent call last):\n  File \"/app/main.py\", line 3, in <module>\nKeyError: 'TOKEN'";

        Assert.StartsWith("CrashLoop: ", TestPod.OfApi().Waiting("CrashLoopBackOff").Ended(1, output).Restarted(2).Told(), StringComparison.Ordinal);
        Assert.StartsWith("CrashLoop: ", TestPod.OfApi().Ended(1, "Postgres is unavailable - sleeping").Restarted(2).Told(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_variable_that_names_the_kind_of_the_database_is_left_alone() => Assert.Equal(
        "Set spec.api.env[DB_HOST] to $(PGHOST)",
        Hint("Error: getaddrinfo ENOTFOUND postgres", api => api.Env = [new V1EnvVar { Name = "DB_TYPE", Value = "postgres" }, new V1EnvVar { Name = "DB_HOST", Value = "postgres" }]));

    [Theory]
    [InlineData("POSTGRES_HOST", "db", "Set spec.api.env[POSTGRES_HOST] to $(PGHOST)")]
    [InlineData("DB_ADDR", "db:5432", "Write $(PGHOST) in place of db in spec.api.env[DB_ADDR]")]
    [InlineData("DATABASE_URL", "postgresql://app:secret-of-mine@db:5432/app", "Remove spec.api.env[DATABASE_URL]: the operator sets it")]
    [InlineData("SHOP_URL", "postgresql://app:secret-of-mine@db:5432/app", "Set spec.api.env[SHOP_URL] to $(DATABASE_URL)")]
    [InlineData("SQLALCHEMY_DATABASE_URI", "postgresql+asyncpg://app:secret-of-mine@db/app", "Write $(PGHOST) in place of db in spec.api.env[SQLALCHEMY_DATABASE_URI]")]
    [InlineData("SPRING_DATASOURCE_URL", "jdbc:postgresql://db:5432/app", "Write $(PGHOST) in place of db in spec.api.env[SPRING_DATASOURCE_URL]")]
    [InlineData("OTHER", "dbx.db1", "Let the program take the host from PGHOST or DATABASE_URL, which are set: the image or its code names db")]
    public void The_variable_that_names_the_host_is_named(string name, string value, string hint) =>
        Assert.Equal(hint, Hint("could not translate host name \"db\" to address: Name or service not known", api => api.Env = [new V1EnvVar { Name = name, Value = value }]));

    [Fact]
    public void A_name_that_the_program_leaves_out_is_that_of_its_variable()
    {
        const string output = """{"event": "PostgreSQL connection failed, retrying... ([Errno -2] Name or service not known)", "level": "info", "logger": "shop"}""";
        var root = TestPod.OfApi(spec => spec.Api.Env = [new V1EnvVar { Name = "SHOP_POSTGRESQL__HOST", Value = "postgresql" }, new V1EnvVar { Name = "CACHE_HOST", Value = "cache" }])
            .Running(since: 5).Event("Unhealthy", "Startup probe failed: HTTP probe failed with statuscode: 503").Log(output).Diagnose().Root!;

        Assert.StartsWith($"Container api of pod demo-api-1 looks for its database at postgresql, where none is, {Ready}: ", root.Message, StringComparison.Ordinal);
        Assert.Equal("Set spec.api.env[SHOP_POSTGRESQL__HOST] to $(PGHOST)", root.Hint);
    }

    [Fact]
    public void So_is_the_command_or_where_else_it_may_stand()
    {
        const string output = "wait-for-it.sh: timeout occurred after waiting 15 seconds for db:5432";

        Assert.Equal("Write $(PGHOST) in place of db in spec.api.command", Hint(output, api => api.Command = ["wait-for-it", "db:5432", "--", "serve"]));
        Assert.Equal("Write $(PGHOST) in place of db in spec.api.args", Hint(output, api => api.Args = ["db:5432"]));
        Assert.Contains("spec.api.envFrom, the image or its code", Hint(output, api => api.EnvFrom = [new V1EnvFromSource { SecretRef = new V1SecretEnvSource { Name = "own" } }]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("FATAL:  database \"shop\" does not exist", "asks its database server for a database that is not there, shop", "Set spec.api.env[DB_NAME] to $(PGDATABASE)")]
    [InlineData("FATAL:  role \"postgres\" does not exist", "logs in to its database as postgres, which is no role of it", "Set spec.api.env[DB_USER] to $(PGUSER)")]
    [InlineData("psycopg2.OperationalError: connection to server at \"demo-db\" (203.0.113.9), port 5432 failed: server does not support SSL, but SSL was required", "insists on TLS with its database, which serves none", "Take the wish for TLS (sslmode, ssl) out of spec.api.env[DB_SSLMODE]: the database serves plain TCP within the cluster")]
    [InlineData("Error: The server does not support SSL connections\n    at Socket.<anonymous> (/app/node_modules/pg/lib/connection.js:76:37)", "insists on TLS with its database, which serves none", "Take the wish for TLS (sslmode, ssl) out of spec.api.env[DB_SSLMODE]: the database serves plain TCP within the cluster")]
    public void Another_database_role_or_wish_is_told_with_its_variable(string output, string what, string hint)
    {
        var root = Root(
            output,
            api => api.Env =
            [
                new V1EnvVar { Name = "DB_NAME", Value = "shop" }, new V1EnvVar { Name = "DB_USER", Value = "postgres" }, new V1EnvVar { Name = "DB_SSLMODE", Value = "require" },
            ]);

        Assert.StartsWith($"Container api of pod demo-api-1 {what}, {Ready}: ", root.Message, StringComparison.Ordinal);
        Assert.Equal(hint, root.Hint);
    }

    [Fact]
    public void A_client_that_names_no_database_is_told_why_it_asks_for_one_with_its_users_name() => Assert.Equal(
        "A client that names no database asks for one with the user's name: name arm_bd_db, as PGDATABASE and DATABASE_URL do",
        TestPod.OfApi(spec => (spec.Database.Name, spec.Database.User) = ("arm_bd_db", "armkdbd")).Ended(1, "FATAL:  database \"armkdbd\" does not exist").Restarted(1).Diagnose().Root!.Hint);

    [Theory]
    [InlineData("APP_DB_PASSWORD", "old-password", null, "Set spec.api.env[APP_DB_PASSWORD] to $(PGPASSWORD)")]
    [InlineData("PGPASSWORD", "old-password", null, "Remove spec.api.env[PGPASSWORD]: the operator sets it from Secret demo-db")]
    [InlineData("SHOP_URL", "postgres://app:old-password@demo-db/app", null, "Set spec.api.env[SHOP_URL] to $(DATABASE_URL)")]
    [InlineData("SHOP_URL", "postgresql+asyncpg://app:old-password@demo-db/app", null, "Write $(PGUSER):$(PGPASSWORD) in place of its login in spec.api.env[SHOP_URL]")]
    [InlineData("SMTP_PASSWORD", "other-password", "DB_PASS", "Set spec.api.env[DB_PASS] to $(PGPASSWORD)")]
    [InlineData("DB_PASSWORD", "$(PGPASSWORD)", null, "Let the program take DATABASE_URL or PGPASSWORD, if the image or its code has another password; if it does take them, the role got another password in the database: kubectl delete secret demo-db, and both get a new one")]
    public void The_variable_with_the_refused_password_is_named(string name, string value, string? second, string hint)
    {
        V1EnvVar[] variables = [new V1EnvVar { Name = name, Value = value }, .. second is null ? Array.Empty<V1EnvVar>() : [new V1EnvVar { Name = second, Value = "older-password" }]];

        Assert.Equal(hint, Hint("FATAL:  password authentication failed for user \"app\"", api => api.Env = variables));
    }

    [Theory]
    [InlineData("postgres://app:s0%27k%20d9Q@demo-db:5432/app")]
    [InlineData("postgres://app:s0'k d9Q@demo-db:5432/app")]
    public void A_variable_that_has_the_stacks_own_password_is_not_blamed(string url)
    {
        var root = TestPod.OfApi(spec => spec.Api.Env = [new V1EnvVar { Name = "DATABASE_URL", Value = url }]).WithCredentials(Planning.Observed.Credentials with { App = Planning.Observed.Credentials.App with { Value = "s0'k d9Q" } })
            .Ended(1, "error: password authentication failed for user \"app\"\n    at Connection.parseE (/src/node_modules/pg/lib/connection.js:539:11)").Restarted(1).Diagnose().Root!;

        Assert.Equal("The database refuses the password of container api of pod demo-api-1: password authentication failed for user \"app\".", root.Message);
        Assert.StartsWith("spec.api.env[DATABASE_URL] has the stack's own password. Where the driver of Postgres is an old one, update it", root.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("org.postgresql.util.PSQLException: Connection to :5432 refused. Check that the hostname and port are correct and that the postmaster is accepting TCP/IP connections.", "names no host where it looks for its database")]
    [InlineData("Error: connect ECONNREFUSED 127.0.0.1:5432\n    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1494:16)", "looks for its database at 127.0.0.1:5432, which is its own pod")]
    public void A_variable_without_a_host_is_named(string output, string what)
    {
        var root = Root(output, api => api.Env = [new V1EnvVar { Name = "DB_HOST", Value = "" }, new V1EnvVar { Name = "SENTRY_DSN", Value = "" }, new V1EnvVar { Name = "SHOP_URL", Value = "jdbc:postgresql://:5432/app" }]);

        Assert.StartsWith($"Container api of pod demo-api-1 {what}, {Ready}: ", root.Message, StringComparison.Ordinal);
        Assert.Equal("Set spec.api.env[DB_HOST] to $(PGHOST); Write $(PGHOST) where the host is missing in spec.api.env[SHOP_URL]", root.Hint);
    }

    [Fact]
    public void What_a_logger_of_Ruby_writes_of_each_request_is_not_told() => Assert.EndsWith(
        $"{Ready}: ActiveRecord::NoDatabaseError (FATAL: database \"kms_production\" does not exist).",
        TestPod.OfApi().Running(since: 20).Event("Unhealthy", "Startup probe failed: HTTP probe failed with statuscode: 500", first: 15)
            .Log("F, [2026-01-02T03:04:05.104713 #1] FATAL -- : [5b4d9a0e-6c2f-4d53-b9a7-1f8d64b0d0d1] ActiveRecord::NoDatabaseError (FATAL:  database \"kms_production\" does not exist)").Told(),
        StringComparison.Ordinal);

    [Fact]
    public void A_sentence_that_a_framework_has_broken_is_told_whole()
    {
        const string output = "In Connection.php line 829:\n                                                                        \n  SQLSTATE[08006] [7] connection to server at \"192.0.2.10\" (192.0.2.10  \n  ), port 5432 failed: FATAL:  no pg_hba.conf entry for host \"198.51.1  \n  00.7\", user \"app\", database \"app\", no encryption                      ";

        Assert.EndsWith(
            "pg_hba.conf: SQLSTATE[08006] [7] connection to server at \"192.0.2.10\", port 5432 failed: FATAL: no pg_hba.conf entry for host \"198.51.100.7\", user \"app\", database \"app\", no encryption.",
            TestPod.OfApi().Ended(1, output).Restarted(1).Diagnose().Root!.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_wait_that_is_over_is_not_what_fails_and_localhost_may_be_left_out()
    {
        const string output = "wait-for-it.sh: waiting 15 seconds for postgres:5432\nwait-for-it.sh: postgres:5432 is available after 0 seconds\nAggregateError [ECONNREFUSED]: \n    at internalConnectMultiple (node:net:1114:18)\n    at afterConnectMultiple (node:net:1667:5)";
        var root = Root(output, api => api.Env = [new V1EnvVar { Name = "DATABASE_HOST", Value = "localhost" }]);

        Assert.StartsWith($"Container api of pod demo-api-1 looks for its database at localhost, which is its own pod, {Ready}: AggregateError", root.Message, StringComparison.Ordinal);
        Assert.Equal("Set spec.api.env[DATABASE_HOST] to $(PGHOST)", root.Hint);
    }

    [Fact]
    public void What_libpq_asks_is_not_what_happened()
    {
        const string output = "psycopg2.OperationalError: could not connect to server: Connection refused\n\tIs the server running on host \"127.0.0.1\" and accepting\n\tTCP/IP connections on port 5432?";

        Assert.EndsWith(
            ": psycopg2.OperationalError: could not connect to server: Connection refused.", TestPod.OfApi().Ended(1, output).Restarted(1).Diagnose().Root!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_role_than_the_stacks_is_named_beside_its_password() => Assert.Equal(
        "The stack's role is app, not postgres. Remove spec.api.env[PGUSER]: the operator sets it",
        Hint("FATAL:  password authentication failed for user \"postgres\"", api => api.Env = [new V1EnvVar { Name = "PGUSER", Value = "postgres" }]));

    private static string? Hint(string output, Action<ApiSpec> change) => Root(output, change).Hint;

    private static Finding Root(string output, Action<ApiSpec> change) => TestPod.OfApi(spec => change(spec.Api)).Ended(1, output).Restarted(1).Diagnose().Root!;
}
