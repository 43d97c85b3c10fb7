using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MiniStack.Operator.Runtime.Tests.LeaderElection;

/// <summary>An HTTP server that keeps one Lease by the API server's rules, and fails when told to.</summary>
internal sealed class LeaseServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Lock _lock = new();
    private readonly List<TaskCompletionSource> _held = [];
    private JsonObject? _lease;
    private int _version;
    private int _requests;
    private int _unanswered;

    private LeaseServer(WebApplication app) => _app = app;

    public string Url => _app.Urls.First();

    public int Requests => Volatile.Read(ref _requests);

    /// <summary>Whether a request is being answered; one that is held does not count.</summary>
    public bool IsBusy => Volatile.Read(ref _unanswered) > 0;

    /// <summary>Every request is answered with 503.</summary>
    public bool Fails { get; set; }

    /// <summary>Writes are taken, and carried out only at <see cref="CarryOutHeld"/>; nobody waits for the answer by then.</summary>
    public bool HoldsWrites { get; set; }

    public string? Holder => Spec("holderIdentity");

    public string? RenewTime => Spec("renewTime");

    public string? Transitions => Spec("leaseTransitions");

    public static async Task<LeaseServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new LeaseServer(app);
        app.Run(server.AnswerAsync);
        await app.StartAsync();
        return server;
    }

    /// <summary>What another process, or a person, writes.</summary>
    public void Write(string holder, string renewTime)
    {
        lock (_lock)
        {
            Store(new JsonObject
            {
                ["metadata"] = new JsonObject { ["name"] = "lease", ["namespace"] = "ns" },
                ["spec"] = new JsonObject { ["holderIdentity"] = holder, ["leaseDurationSeconds"] = 15, ["renewTime"] = renewTime },
            });
        }
    }

    public void Delete()
    {
        lock (_lock)
        {
            _lease = null;
        }
    }

    /// <summary>Lets the held writes happen now.</summary>
    public void CarryOutHeld()
    {
        HoldsWrites = false;
        _held.ForEach(each => each.SetResult());
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(1));
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private string? Spec(string field)
    {
        lock (_lock)
        {
            return _lease?["spec"]![field]?.ToString();
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref _unanswered);
        try
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = await reader.ReadToEndAsync();
            Interlocked.Increment(ref _requests);
            if (HoldsWrites && body.Length > 0)
            {
                var held = new TaskCompletionSource();
                _held.Add(held);
                Interlocked.Decrement(ref _unanswered);
                await held.Task;
                Interlocked.Increment(ref _unanswered);
            }

            var (code, answer) = Fails ? Status(503, "ServiceUnavailable") : Answer(context.Request.Method, body);
            context.Response.StatusCode = code;
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(answer);
        }
        finally
        {
            Interlocked.Decrement(ref _unanswered);
        }
    }

    private (int Code, string Body) Answer(string method, string body)
    {
        lock (_lock)
        {
            switch (method)
            {
                case "POST" when _lease is not null:
                    return Status(409, "AlreadyExists");
                case "POST":
                    Store(JsonNode.Parse(body)!.AsObject());
                    return (201, _lease!.ToJsonString());
                case "GET" or "PATCH" when _lease is null:
                    return Status(404, "NotFound");
                case "GET":
                    return (200, _lease!.ToJsonString());
                default:
                    var patch = JsonNode.Parse(body)!.AsObject();
                    if (patch["metadata"]!["resourceVersion"]!.ToString() != _version.ToString())
                    {
                        return Status(409, "Conflict");
                    }

                    var next = _lease!.DeepClone().AsObject();
                    next["spec"] = patch["spec"]!.DeepClone();
                    Store(next);
                    return (200, _lease.ToJsonString());
            }
        }
    }

    private void Store(JsonObject lease)
    {
        _version++;
        lease["metadata"]!["resourceVersion"] = _version.ToString();
        _lease = lease;
    }

    private static (int Code, string Body) Status(int code, string reason) =>
        (code, $$"""{"kind":"Status","status":"Failure","reason":"{{reason}}","message":"{{reason}} by script","code":{{code}}}""");
}
