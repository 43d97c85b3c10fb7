using k8s.Models;
using MiniStack.Operator.Core.Diagnosis;
using MiniStack.Operator.Core.Planning;

namespace MiniStack.Operator.Core.Tests.Diagnosis;

public sealed class JobOutcomeRulesTests
{
    private const string Traceback = "Traceback (most recent call last):\n  File \"m.py\", line 3, in <module>\npsycopg2.errors.UndefinedTable: relation \"houses\" does not exist\n\n";

    private static readonly Finding Known = new(
        "api", FindingCodes.MigrationFailed, "Job demo-api-migrate with spec.api.migrate.command of image shop:2 failed; the API was left as it is.", "kubectl logs job/demo-api-migrate");

    [Fact]
    public void Failed_migration_says_what_its_last_pod_said()
    {
        var stack = Migrating(Failed("BackoffLimitExceeded", "Job has reached the specified backoff limit"))
            .With(
                Scene.JobPod("demo-api-migrate", "demo-api-migrate-a", Scene.Ended(1, "an earlier error: nothing", seconds: 50)),
                Scene.JobPod("demo-api-migrate", "demo-api-migrate-b", Scene.Ended(1, Traceback, seconds: 5)));

        var finding = Assert.Single(stack.Diagnose(Known).Findings);

        Assert.Equal(
            "Job demo-api-migrate with spec.api.migrate.command of image shop:2 failed; the API was left as it is: pod demo-api-migrate-b exited with code 1: psycopg2.errors.UndefinedTable: relation \"houses\" does not exist.",
            finding.Message);
        Assert.Equal("psycopg2.errors.UndefinedTable: relation \"houses\" does not exist", finding.LogTail[^1]);
        Assert.True(finding.Stalls);
    }

    [Fact]
    public void Reason_of_the_job_is_told_where_it_is_not_its_pods_failing() => Assert.EndsWith(
        "left as it is: PodFailurePolicy (Pod shop/demo-api-migrate-a has condition DisruptionTarget).",
        Assert.Single(Migrating(Failed("PodFailurePolicy", "Pod shop/demo-api-migrate-a has condition DisruptionTarget")).Diagnose(Known).Findings).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Of_its_deadline_the_finding_itself_tells() => Assert.EndsWith(
        "left as it is.",
        Assert.Single(Migrating(Failed("DeadlineExceeded", "Job was active longer than specified deadline")).Diagnose(Known).Findings).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Try_that_failed_is_told_before_the_job_gives_up()
    {
        var pod = Scene.JobPod("demo-api-migrate", "demo-api-migrate-a", Scene.Ended(1, Traceback));
        pod.Status.Phase = "Failed";

        var finding = Assert.Single(Migrating(new V1JobStatus { Active = 1 }).With(pod).Diagnose().Findings);

        Assert.Equal("MigrationFailed", finding.Code.Name);
        Assert.False(finding.Stalls);
        Assert.Contains("is tried again: pod demo-api-migrate-a exited with code 1: psycopg2.errors.UndefinedTable", finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Job demo-api-migrate with spec.api.migrate.command is tried again: pod demo-api-migrate-a and 1 more exited with code 1: no such table.")]
    [InlineData("Job demo-api-migrate with spec.api.migrate.command of image shop:2 failed; the API was left as it is: pod demo-api-migrate-a and 1 more exited with code 1: no such table.")]
    public void What_a_pod_said_is_told_on_while_pods_are_not_seen(string told)
    {
        var stack = Migrating(Failed("BackoffLimitExceeded", "Job has reached the specified backoff limit"));
        stack.Stack.Status = new Core.Entities.MiniStackStatus { Diagnosis = new() { Component = "api", Code = "MigrationFailed", Message = told, LogTail = ["no such table"] } };

        var finding = Assert.Single(stack.Diagnose(Known).Findings);

        Assert.EndsWith("image shop:2 failed; the API was left as it is: pod demo-api-migrate-a and 1 more exited with code 1: no such table.", finding.Message, StringComparison.Ordinal);
        Assert.Equal(["no such table"], finding.LogTail);
    }

    [Fact]
    public void Migration_that_runs_is_no_trouble() => Assert.Empty(
        Migrating(new V1JobStatus { Active = 1 })
            .With(Scene.JobPod("demo-api-migrate", "demo-api-migrate-a", new V1ContainerState { Running = new V1ContainerStateRunning { StartedAt = Scene.Ago(50) } }))
            .Diagnose().Findings);

    [Theory]
    [InlineData(
        "psql: error: connection to server at \"demo-db.shop.svc\" (10.0.0.7), port 5432 failed: FATAL:  password authentication failed for user \"postgres\"", "AuthFailed",
        "pod demo-db-password-a exited with code 2: psql: error: connection to server at \"demo-db.shop.svc\", port 5432 failed: FATAL: password authentication failed for user \"postgres\".")]
    [InlineData("ERROR:  role \"app\" does not exist", "CrashLoop", "pod demo-db-password-a exited with code 2: role \"app\" does not exist.")]
    public void Change_of_the_password_that_does_not_get_through_is_told(string output, string code, string why)
    {
        var finding = Rotating(database: 1, output).Only();

        Assert.Equal(("database", code), (finding.Component, finding.Code.Name));
        Assert.Equal($"Job demo-db-password cannot give the database the password of Secret demo-db: {why}", finding.Message);
    }

    [Fact]
    public void Change_of_the_password_waits_for_the_database_as_everybody_does() => Assert.DoesNotContain(
        Rotating(database: 0, "psql: error: connection to server at \"demo-db.shop.svc\" (10.0.0.7), port 5432 failed: Connection refused").Diagnose().Findings,
        each => each.Message.Contains("demo-db-password", StringComparison.Ordinal));

    [Theory]
    [InlineData(
        "ERROR:  extension \"vector\" is not available\nDETAIL:  Could not open extension control file \"/usr/share/postgresql/17/extension/vector.control\": No such file or directory.",
        "ERROR: extension \"vector\" is not available.", "Set spec.database.image to one that has extension vector, such as pgvector/pgvector:pg17")]
    [InlineData(
        "ERROR:  pg_cron can only be loaded via shared_preload_libraries\nHINT:  Add pg_cron to the shared_preload_libraries configuration variable in postgresql.conf.",
        "ERROR: pg_cron can only be loaded via shared_preload_libraries.", "Add pg_cron to spec.database.parameters[shared_preload_libraries]")]
    [InlineData(
        "FATAL:  extension \"timescaledb\" must be preloaded\nHINT:  Please preload the timescaledb library via shared_preload_libraries.",
        "FATAL: extension \"timescaledb\" must be preloaded.", "Add timescaledb to spec.database.parameters[shared_preload_libraries]")]
    [InlineData("out of luck", "pod demo-db-extensions-a exited with code 3: out of luck.", "kubectl logs demo-db-extensions-a")]
    public void Extension_that_cannot_be_created_is_told_with_the_field_that_mends_it(string output, string why, string hint)
    {
        var finding = (Scene.Stack() with { ExtensionsJob = Job("demo-db-extensions", new V1JobStatus { Active = 1 }) })
            .With(Scene.JobPod("demo-db-extensions", "demo-db-extensions-a", Scene.Ended(3, output))).Only();

        Assert.Equal(("database", "ExtensionFailed"), (finding.Component, finding.Code.Name));
        Assert.Equal($"Job demo-db-extensions cannot create the extensions of spec.database.extensions: {why}", finding.Message);
        Assert.Equal(hint, finding.Hint);
    }

    private static ObservedStack Migrating(V1JobStatus status) => Scene.Stack() with { MigrationJob = Job("demo-api-migrate", status) };

    private static ObservedStack Rotating(int database, string output) =>
        (Scene.Stack(database: database) with { PasswordJob = Job("demo-db-password", new V1JobStatus { Active = 1 }) })
            .With(Scene.JobPod("demo-db-password", "demo-db-password-a", Scene.Ended(2, output), restarts: 2));

    private static V1Job Job(string name, V1JobStatus status) => new()
    {
        Metadata = new V1ObjectMeta { Name = name, Uid = $"uid-{name}" },
        Status = status,
    };

    private static V1JobStatus Failed(string reason, string message) =>
        new() { Conditions = [new V1JobCondition { Type = "Failed", Status = "True", Reason = reason, Message = message }] };
}
