using MiniStack.Operator.Core.Diagnosis;
using MiniStack.Operator.Core.Entities;

namespace MiniStack.Operator.Core.Tests.Diagnosis;

public sealed class AccessLinesTests
{
    private static readonly AccessLines Lines = new(new HealthSpec { LivenessPath = "/health", ReadinessPath = "/ready" });

    [Theory]
    [InlineData("INFO:     198.18.0.1:37522 - \"GET /ready HTTP/1.1\" 503 Service Unavailable")]
    [InlineData("INFO:     198.18.0.1:37534 - \"GET /health HTTP/1.1\" 200 OK")]
    [InlineData("INFO:     198.18.0.1:37534 - \"GET /health?full=1 HTTP/1.1\" 500 Internal Server Error")]
    [InlineData("198.18.0.1 - - [26/Nov/2026:10:59:16 +0000] \"GET /health HTTP/1.1\" 200 15 \"-\" \"kube-probe/1.36\"")]
    [InlineData("198.18.0.1 - - [26/Nov/2026:10:59:16 +0000] \"GET /ready/ HTTP/1.1\" 301 0 \"-\" \"Go-http-client/1.1\"")]
    [InlineData("198.18.0.1 - - [26/Nov/2026 10:59:16] \"GET /health HTTP/1.1\" 200 -")]
    [InlineData("[26/Nov/2026 10:59:16] \"GET /health HTTP/1.1\" 200 15")]
    [InlineData("[2026-11-26 10:59:16 +0000] [7] [INFO] 198.18.0.1:37522 - - [26/Nov/2026:10:59:16 +0000] \"GET /health 1.1\" 200 15 \"-\" \"probe\"")]
    [InlineData("2026/11/26 10:59:16 \"GET http://198.18.0.9:8000/health HTTP/1.1\" from 198.18.0.1:36974 - 200 2B in 12.3µs")]
    [InlineData("GET /health 200 1.234 ms - 15")]
    [InlineData("GET /health 200 15 - 1.234 ms")]
    [InlineData("GET /ready 503 0.5 ms - -")]
    [InlineData("GET /ready - - - ms")]
    [InlineData("198.18.0.1 - GET /health HTTP/1.1 200 15 - 1.2 ms")]
    [InlineData("[GIN] 2026/11/26 - 10:59:16 | 200 |      53.4µs |      198.18.0.1 | GET      \"/health\"")]
    [InlineData("10:59:16 | 200 |  53.4µs | 198.18.0.1 | GET | /health | -")]
    [InlineData("info: Microsoft.AspNetCore.Hosting.Diagnostics[1]")]
    [InlineData("      Request starting HTTP/1.1 GET http://198.18.0.9:8000/health - - -")]
    [InlineData("      Request finished HTTP/1.1 GET http://198.18.0.9:8000/ready - 503 - text/plain 0.4ms")]
    [InlineData("      Executing endpoint 'HTTP: GET /health'")]
    [InlineData("      Executed endpoint 'Health checks'")]
    [InlineData("{\"EventId\":1,\"LogLevel\":\"Information\",\"Category\":\"Microsoft.AspNetCore.Hosting.Diagnostics\",\"Message\":\"Request starting HTTP/1.1 GET http://h:8000/health - - -\"}")]
    [InlineData("Started GET \"/health\" for 198.18.0.1 at 2026-11-26 10:59:16 +0000")]
    [InlineData("Completed 200 OK in 1ms (Views: 0.1ms | ActiveRecord: 0.0ms)")]
    [InlineData("{\"time\":\"2026-11-26T10:59:16Z\",\"remote_ip\":\"198.18.0.1\",\"method\":\"GET\",\"uri\":\"/health\",\"status\":200,\"latency\":53}")]
    [InlineData("{\"level\":30,\"time\":1,\"reqId\":\"1\",\"req\":{\"method\":\"GET\",\"url\":\"/ready\",\"host\":\"h\"},\"msg\":\"incoming request\"}")]
    [InlineData("{\"level\":30,\"time\":1,\"reqId\":\"1\",\"res\":{\"statusCode\":200},\"responseTime\":1.2,\"msg\":\"request completed\"}")]
    [InlineData("time=2026-11-26T10:59:16Z level=INFO msg=request method=GET path=/health status=200")]
    public void A_probe_that_was_answered_is_no_news(string line) => Assert.True(Lines.Contain(line));

    [Theory]
    [InlineData("INFO:     198.18.0.1:37522 - \"GET /items HTTP/1.1\" 500 Internal Server Error")]
    [InlineData("INFO:     198.18.0.1:37522 - \"POST /health HTTP/1.1\" 200 OK")]
    [InlineData("198.18.0.1 - - [26/Nov/2026:10:59:16 +0000] \"GET /healthy HTTP/1.1\" 200 15 \"-\" \"curl/8\"")]
    [InlineData("ERROR:    GET /health failed: the database does not answer")]
    [InlineData("sqlalchemy.exc.OperationalError: while answering \"GET /ready\"")]
    [InlineData("GET /health took too long: 200 s and no answer")]
    [InlineData("INFO:     Application startup complete.")]
    [InlineData("fail: Microsoft.AspNetCore.Server.Kestrel[13]")]
    [InlineData("{\"level\":50,\"req\":{\"method\":\"GET\",\"url\":\"/ready\"},\"err\":{\"message\":\"no database\"},\"msg\":\"no database\"}")]
    [InlineData("level=error msg=\"no database\" method=GET path=/ready")]
    [InlineData("2026-01-02 03:04:05.204 W [86:puma srv tp 001] HealthAccessControl -- Health endpoint access denied -- {ip: \"203.0.113.9\", path: \"/health\", method: \"GET\"}")]
    [InlineData("Completed the import of 200 items in 3 batches")]
    public void Everything_else_is(string line) => Assert.False(Lines.Contain(line));
}
