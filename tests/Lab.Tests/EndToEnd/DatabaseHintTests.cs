using System.Text.Json;

namespace MiniStack.Lab.Tests.EndToEnd;

/// <summary>What people bring along or do by hand to the database: each is told rightly, and doing what the hint says mends it.</summary>
[Trait("Category", "EndToEnd")]
public sealed class DatabaseHintTests(LabFixture lab)
{
    [Fact]
    public async Task Image_alone_tells_the_version_and_that_is_what_the_data_has()
    {
        await using var stack = await TestStack.ReadyAsync(lab, "{api: {image: ministack-api:dev, health: {readinessPath: /ready}}, database: {image: postgres:15}}");

        await Eventually.IsAsync(
            "the status has the version of the data", TestStack.ShortDeadline, stack.StackAsync, seen => seen.NumberAt("status", "database", "version") == 15);
        await stack.PatchAsync("""{"database":{"version":15}}""");
        await stack.WaitForReasonAsync("Ready", TestStack.ReadyDeadline);

        await stack.PatchAsync("""{"database":{"version":17}}""");
        await stack.WaitForReasonAsync("DataDirectoryIncompatible");
        await stack.PatchAsync("""{"database":{"version":15}}""");
        await stack.WaitForReasonAsync("Ready", TestStack.ReadyDeadline);
    }

    [Fact]
    public async Task Scripts_that_are_tidied_away_are_not_needed_any_more_and_what_they_made_elsewhere_is_the_apis()
    {
        await using var stack = await TestStack.CreateAsync(lab);
        await stack.ApplyAsync("""
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: init}
            data:
              10-shop.sql: |
                CREATE DATABASE shop;
                \connect shop
                CREATE TABLE price (amount int);
            """);
        await stack.ApplySpecAsync("{api: {image: ministack-api:dev, health: {readinessPath: /ready}}, database: {initScripts: {configMapRef: {name: init}}}}");
        await stack.WaitUntilReadyAsync();
        Assert.Equal("app", (await stack.KubectlAsync(
            "exec", stack.DatabasePod, "--", "psql", "-U", "postgres", "shop", "-Atc", "SELECT tableowner FROM pg_tables WHERE tablename = 'price'")).Trim());

        await stack.KubectlAsync("delete", "configmap", "init");
        var uid = (await stack.DatabasePodAsync()).TextAt("metadata", "uid");
        await stack.KubectlAsync("delete", "pod", stack.DatabasePod, "--wait=true");

        await Eventually.IsAsync(
            "another pod serves", TestStack.ReadyDeadline, stack.DatabasePodAsync, pod => Pods.IsReady(pod) && pod.TextAt("metadata", "uid") != uid);
        await stack.WaitUntilReadyAsync();
    }

    [Fact]
    public async Task Data_file_that_is_gone_is_the_databases_trouble()
    {
        await using var stack = await TestStack.ReadyAsync(lab, "{api: {image: ministack-api:dev, health: {readinessPath: /ready}}}");
        var fault = new FaultWatch(stack, "data file gone");
        var uid = (await stack.DatabasePodAsync()).TextAt("metadata", "uid");

        await stack.KubectlAsync(
            "exec", stack.DatabasePod, "--", "sh", "-c",
            "rm /var/lib/ministack/pgdata/base/$(psql -U postgres app -Atc \"SELECT oid FROM pg_database WHERE datname = 'app'\")/PG_VERSION");
        await stack.KubectlAsync("delete", "pod", stack.DatabasePod, "--wait=true");

        var diagnosis = await fault.DiagnoseAsync(
            async () => await stack.FindAsync(Resource.Pods, stack.DatabasePod) is { } pod && pod.TextAt("metadata", "uid") != uid && Pods.IsReady(pod),
            "database", "DataDamaged");
        Assert.Contains("backup", diagnosis.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Password_that_was_changed_in_psql_is_the_stacks_own_again()
    {
        const string program = "import os, psycopg2, uvicorn; psycopg2.connect(os.environ['DATABASE_URL'], connect_timeout=5); uvicorn.run('main:app', host='0.0.0.0', port=8000)";
        await using var stack = await TestStack.ReadyAsync(lab, $"{{api: {{image: fastapi-sample:dev, command: [python3, -c, {JsonSerializer.Serialize(program)}]}}}}");
        var fault = new FaultWatch(stack, "password changed in psql");

        await stack.KubectlAsync("exec", stack.DatabasePod, "--", "psql", "-U", "postgres", "app", "-c", "ALTER ROLE app PASSWORD 'typed-by-hand'");
        await stack.KubectlAsync("delete", "pod", "-l", "ministack.dev/component=api", "--wait=true");

        var diagnosis = await fault.DiagnoseAsync(() => Reports.ApiEndedAsync(stack), "api", "AuthFailed");
        Assert.Contains($"the role got another password in the database: kubectl delete secret {stack.Database}", diagnosis.Hint, StringComparison.Ordinal);
        await fault.MendAsync(() => stack.KubectlAsync("delete", "secret", stack.Database));
    }

    [Theory]
    [InlineData("max_connection", "200", "max_connections", "200")]
    [InlineData("work_mem", "plenty", "work_mem", "16MB")]
    public async Task Parameter_that_postgres_refuses_is_named(string parameter, string value, string mended, string right)
    {
        await using var stack = await TestStack.CreateAsync(lab);
        var fault = new FaultWatch(stack, $"parameter {parameter}");

        await stack.ApplySpecAsync($"{{api: {{image: ministack-api:dev, health: {{readinessPath: /ready}}}}, database: {{parameters: {{{parameter}: \"{value}\"}}}}}}");

        var diagnosis = await fault.DiagnoseAsync(() => DatabaseEndedAsync(stack), "database", "InitFailed");
        Assert.Contains($"spec.database.parameters[{parameter}]", diagnosis.Hint, StringComparison.Ordinal);
        await fault.MendAsync(() => stack.KubectlAsync(
            "patch", "ms", stack.Name, "--type=json", "-p",
            $$$"""[{"op":"replace","path":"/spec/database/parameters","value":{"{{{mended}}}":"{{{right}}}"}}]"""));
    }

    [Fact]
    public async Task Image_that_is_nowhere_is_named_and_the_way_back_needs_nothing_else()
    {
        await using var stack = await TestStack.ReadyAsync(lab, "{api: {image: ministack-api:dev, health: {readinessPath: /ready}}}");
        var fault = new FaultWatch(stack, "database image");

        await stack.PatchAsync("""{"database":{"image":"localhost:5999/postgres:17"}}""");

        var diagnosis = await fault.DiagnoseAsync(() => Reports.EventAsync(stack, "Failed", stack.DatabasePod), "database", "ImagePullFailed");
        Assert.Contains("spec.database.image", diagnosis.Hint, StringComparison.Ordinal);
        await fault.MendAsync(() => stack.PatchAsync("""{"database":{"image":null}}"""));
    }

    /// <summary>In its first start, or as the server.</summary>
    private static async Task<bool> DatabaseEndedAsync(TestStack stack) =>
        await stack.FindAsync(Resource.Pods, stack.DatabasePod) is { } pod
        && new[] { "initContainerStatuses", "containerStatuses" }.Any(field => pod.At("status", field) is { } containers
            && containers.EnumerateArray().Any(each => each.At("state", "terminated", "exitCode") is { } code ? code.GetInt32() != 0 : each.At("lastState", "terminated") is not null));
}
