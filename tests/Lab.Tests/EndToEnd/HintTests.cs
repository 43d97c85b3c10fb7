using System.Text.Json;

namespace MiniStack.Lab.Tests.EndToEnd;

/// <summary>What people bring along from a Compose file: each is told rightly, and doing what the hint says mends it.</summary>
[Trait("Category", "EndToEnd")]
public sealed class HintTests(LabFixture lab)
{
    private const string Serve = "import uvicorn; uvicorn.run('main:app', host='0.0.0.0', port=8000)";

    [Theory]
    [InlineData("POSTGRES_HOST", "db", "host", "ConnectionFailed", "Set spec.api.env[POSTGRES_HOST] to $(PGHOST)")]
    [InlineData("POSTGRES_PASSWORD", "from-the-old-compose-file", "password", "AuthFailed", "Set spec.api.env[POSTGRES_PASSWORD] to $(PGPASSWORD)")]
    public async Task Variable_of_the_programs_own_that_names_another_database_is_named(string variable, string value, string argument, string code, string hint)
    {
        var program = $"import os, psycopg2; psycopg2.connect({argument}=os.environ['{variable}'], connect_timeout=5); {Serve}";
        await using var stack = await TestStack.CreateAsync(lab);
        var fault = new FaultWatch(stack, $"own {argument}");

        await stack.ApplySpecAsync($"{{api: {{image: fastapi-sample:dev, command: [python3, -c, {JsonSerializer.Serialize(program)}], env: [{{name: {variable}, value: {value}}}]}}}}");

        var diagnosis = await fault.DiagnoseAsync(() => Reports.ApiEndedAsync(stack), "api", code);
        Assert.StartsWith(hint, diagnosis.Hint, StringComparison.Ordinal);
        var right = hint[hint.IndexOf('$', StringComparison.Ordinal)..];
        await fault.MendAsync(() => stack.PatchAsync($$$"""{"api":{"env":[{"name":"{{{variable}}}","value":"{{{right}}}"}]}}"""));
    }

    [Fact]
    public async Task Framework_that_refuses_the_host_of_a_probe_is_asked_by_another()
    {
        const string program = "import uvicorn; from main import app; from starlette.middleware.trustedhost import TrustedHostMiddleware; "
            + "app.add_middleware(TrustedHostMiddleware, allowed_hosts=['shop.example.com']); uvicorn.run(app, host='0.0.0.0', port=8000)";
        await using var stack = await TestStack.CreateAsync(lab);
        var fault = new FaultWatch(stack, "host header");

        await stack.ApplySpecAsync($"{{api: {{image: fastapi-sample:dev, command: [python3, -c, {JsonSerializer.Serialize(program)}], env: [{{name: ALLOWED_HOSTS, value: shop.example.com}}]}}}}");

        var diagnosis = await fault.DiagnoseAsync(() => Reports.EventAsync(stack, "Unhealthy", stack.Api), "api", "LivenessFailing");
        Assert.Contains("answers 400 (Bad Request)", diagnosis.Message, StringComparison.Ordinal);
        Assert.Contains("set spec.api.health.host to a host that it allows, such as shop.example.com", diagnosis.Hint, StringComparison.Ordinal);
        await fault.MendAsync(() => stack.PatchAsync("""{"api":{"health":{"host":"shop.example.com"}}}"""));
    }

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
}
