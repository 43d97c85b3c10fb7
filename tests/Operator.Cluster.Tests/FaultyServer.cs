using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MiniStack.Operator.Cluster.Tests;

/// <summary>An API server with one pod that crashes, one ReplicaSet and one Secret, of which some resource is in trouble.</summary>
internal sealed class FaultyServer : IAsyncDisposable
{
    private const string Pod = """
        {"metadata":{"name":"demo-api-1","namespace":"shop","uid":"1"},"spec":{"containers":[{"name":"api"}]},"status":{"containerStatuses":[
        {"name":"api","image":"","imageID":"","ready":false,"restartCount":2,"state":{"waiting":{"reason":"CrashLoopBackOff"}},
        "lastState":{"terminated":{"exitCode":1,"reason":"Error"}}}]}}
        """;

    private const string Event = """
        {"metadata":{"name":"e","namespace":"shop","resourceVersion":"7"},"involvedObject":{"kind":"Pod","name":"demo-api-1"},"reason":"BackOff","message":"Back-off"}
        """;

    private readonly WebApplication _app;
    private readonly Dictionary<string, Func<HttpContext, Task>> _faults;

    private FaultyServer(WebApplication app, Dictionary<string, Func<HttpContext, Task>> faults) => (_app, _faults) = (app, faults);

    public string Url => _app.Urls.First();

    /// <param name="faults">By the last part of the path: <c>pods</c>, <c>log</c>, the name of a Secret.</param>
    public static async Task<FaultyServer> StartAsync(params (string Resource, Func<HttpContext, Task> Answer)[] faults)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new FaultyServer(app, faults.ToDictionary(each => each.Resource, each => each.Answer));
        app.Run(server.AnswerAsync);
        await app.StartAsync();
        return server;
    }

    public static Func<HttpContext, Task> Refuse(int code, string reason) => context =>
        WriteAsync(context, code, $$"""{"kind":"Status","status":"Failure","reason":"{{reason}}","message":"{{reason}} by script","code":{{code}}}""");

    public static Func<HttpContext, Task> Say(string body) => context => WriteAsync(context, 200, body);

    public static Task Abort(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    /// <summary>Answers when the client has given up.</summary>
    public static Task Hang(HttpContext context)
    {
        var closed = new TaskCompletionSource();
        context.RequestAborted.Register(closed.SetResult);
        return closed.Task;
    }

    /// <summary>Goes on for ever.</summary>
    public static Func<HttpContext, Task> Flood(string beginning) => async context =>
    {
        await context.Response.WriteAsync(beginning);
        var line = new byte[64 * 1024];
        Array.Fill(line, (byte)'x');
        while (!context.RequestAborted.IsCancellationRequested)
        {
            await context.Response.Body.WriteAsync(line, context.RequestAborted);
        }
    };

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(1));
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private Task AnswerAsync(HttpContext context)
    {
        var resource = context.Request.Path.Value!.Split('/')[^1];
        return _faults.TryGetValue(resource, out var fault) ? fault(context) : WriteAsync(context, 200, resource switch
        {
            "pods" => List(Pod),
            "events" => List(Event),
            "replicasets" => List("""{"metadata":{"name":"demo-api-a","namespace":"shop"}}"""),
            "log" => "the last line",
            _ => """{"metadata":{"name":"settings","namespace":"shop"},"data":{"key":"aHVudGVyMi1odW50ZXIy"}}""",
        });
    }

    private static string List(string item) => $$"""{"metadata":{"resourceVersion":"1"},"items":[{{item}}]}""";

    private static Task WriteAsync(HttpContext context, int code, string body)
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body);
    }
}
