using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MiniStack.Operator.Runtime.Tests.Watching;

/// <summary>
/// An HTTP server that answers one request after the other by a script, for faults that a real API server does not produce on demand.
/// After the script's end every request stays open without an answer.
/// </summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Func<HttpContext, Task>> _script;
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly TaskCompletionSource _tear = new();

    private ScriptedServer(WebApplication app, IEnumerable<Func<HttpContext, Task>> script) =>
        (_app, _script) = (app, new ConcurrentQueue<Func<HttpContext, Task>>(script));

    public string Url => _app.Urls.First();

    /// <summary>Path and query of every request so far.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    public static async Task<ScriptedServer> StartAsync(params Func<HttpContext, Task>[] script)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new ScriptedServer(app, script);
        app.Run(server.AnswerAsync);
        await app.StartAsync();
        return server;
    }

    public static Func<HttpContext, Task> List(string resourceVersion, string? next, params string[] items) => Json(
        200, $$"""{"metadata":{"resourceVersion":"{{resourceVersion}}","continue":"{{next}}"},"items":[{{string.Join(',', items)}}]}""");

    public static Func<HttpContext, Task> Status(int code, string reason) => Json(
        code, $$"""{"kind":"Status","status":"Failure","reason":"{{reason}}","message":"{{reason}} by script","code":{{code}}}""");

    /// <summary>A watch that sends <paramref name="lines"/> and ends as asked.</summary>
    public static Func<HttpContext, Task> Watch(WatchEnd end, params string[] lines) => async context =>
    {
        await context.Response.StartAsync();
        foreach (var line in lines)
        {
            await context.Response.WriteAsync(line + "\n");
        }

        await context.Response.Body.FlushAsync();
        switch (end)
        {
            case WatchEnd.Torn:
                await context.Response.WriteAsync("""{"type":"MODIFIED","object":{"kind":"Conf""");
                await context.Response.Body.FlushAsync();
                await ((ScriptedServer)context.Items[typeof(ScriptedServer)]!)._tear.Task;
                context.Abort();
                break;
            case WatchEnd.Cut:
                context.Abort();
                break;
            case WatchEnd.StaysOpen:
                await StayOpenAsync(context);
                break;
        }
    };

    /// <summary>Cuts the connection of a watch that ends <see cref="WatchEnd.Torn"/>: only once what came before has been read, or the reset eats it.</summary>
    public void Tear() => _tear.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(1));
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    public static Func<HttpContext, Task> Answer(string body) => Json(200, body);

    private static Func<HttpContext, Task> Json(int code, string body) => context =>
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body);
    };

    private static Task StayOpenAsync(HttpContext context)
    {
        var closed = new TaskCompletionSource();
        context.RequestAborted.Register(closed.SetResult);
        return closed.Task;
    }

    private Task AnswerAsync(HttpContext context)
    {
        context.Items[typeof(ScriptedServer)] = this;
        _requests.Enqueue(context.Request.Path + context.Request.QueryString);
        return _script.TryDequeue(out var step) ? step(context) : StayOpenAsync(context);
    }
}
