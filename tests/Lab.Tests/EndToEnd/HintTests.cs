using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
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
    public async Task Program_that_speaks_tls_is_asked_by_tls()
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=demo-api", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        await using var stack = await TestStack.CreateAsync(lab);
        await stack.ApplyAsync($$"""
            apiVersion: v1
            kind: Secret
            metadata: {name: tls}
            stringData:
              tls.crt: {{JsonSerializer.Serialize(certificate.ExportCertificatePem())}}
              tls.key: {{JsonSerializer.Serialize(key.ExportPkcs8PrivateKeyPem())}}
            """);
        var fault = new FaultWatch(stack, "TLS on the port");

        await stack.ApplySpecAsync("""
            {api: {image: fastapi-sample:dev, port: 8443,
              command: [uvicorn, "main:app", --host, 0.0.0.0, --port, "8443", --ssl-certfile, /tls/tls.crt, --ssl-keyfile, /tls/tls.key],
              volumes: [{name: tls, secret: {secretName: tls}}], volumeMounts: [{name: tls, mountPath: /tls}]}}
            """);

        var diagnosis = await fault.DiagnoseAsync(() => Reports.EventAsync(stack, "Unhealthy", stack.Api), "api", "LivenessFailing");
        Assert.Contains("speaks TLS on port 8443", diagnosis.Message, StringComparison.Ordinal);
        Assert.StartsWith("Set spec.api.health.scheme to HTTPS", diagnosis.Hint, StringComparison.Ordinal);
        await fault.MendAsync(() => stack.PatchAsync("""{"api":{"health":{"scheme":"HTTPS"}}}"""));
    }

    [Fact]
    public async Task Command_asks_for_the_health_of_a_program_that_has_no_path_for_it()
    {
        const string program = "from fastapi import FastAPI; import uvicorn; uvicorn.run(FastAPI(), host='0.0.0.0', port=8000)";
        const string check = "import socket; socket.create_connection(('127.0.0.1', 8000), 2)";
        await using var stack = await TestStack.CreateAsync(lab);
        var fault = new FaultWatch(stack, "no health path");

        await stack.ApplySpecAsync($"{{api: {{image: fastapi-sample:dev, command: [python3, -c, {JsonSerializer.Serialize(program)}]}}}}");

        var diagnosis = await fault.DiagnoseAsync(() => Reports.EventAsync(stack, "Unhealthy", stack.Api), "api", "LivenessFailing");
        Assert.Contains("answers 404 (Not Found)", diagnosis.Message, StringComparison.Ordinal);
        await fault.MendAsync(() => stack.PatchAsync($$$"""{"api":{"health":{"exec":{"command":["python3","-c",{{{JsonSerializer.Serialize(check)}}}] } } } }"""));
    }

    [Fact]
    public async Task Path_that_leads_on_to_one_with_a_slash_is_alive()
    {
        const string program = "from fastapi import FastAPI; import uvicorn; app = FastAPI(); app.get('/health/')(lambda: {'status': 'ok'}); uvicorn.run(app, host='0.0.0.0', port=8000)";

        await using var stack = await TestStack.ReadyAsync(lab, $"{{api: {{image: fastapi-sample:dev, command: [python3, -c, {JsonSerializer.Serialize(program)}]}}}}");

        Assert.Null(Diagnosed.Of(await stack.StackAsync()));
    }
}
