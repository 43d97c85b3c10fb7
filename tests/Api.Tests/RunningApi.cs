using System.Net;
using Microsoft.AspNetCore.Builder;
using MiniStack.Api.Hosting;

namespace MiniStack.Api.Tests;

/// <summary>The API in this process, on a real socket.</summary>
internal sealed class RunningApi : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly WebApplication _app;

    private RunningApi(WebApplication app)
    {
        _app = app;
        var port = new Uri(app.Urls.Single().Replace("[::]", "localhost", StringComparison.Ordinal)).Port;
        Client = new HttpClient { BaseAddress = new UriBuilder("http", "127.0.0.1", port).Uri };
    }

    public HttpClient Client { get; }

    public static async Task<RunningApi> StartAsync(string databaseUrl)
    {
        var app = ApiHost.Build(["--port", "0", "--DATABASE_URL", databaseUrl, "--Logging:LogLevel:Default", "None"]);
        await app.StartAsync();
        return new RunningApi(app);
    }

    public static async Task<RunningApi> StartReadyAsync(string databaseUrl)
    {
        var api = await StartAsync(databaseUrl);
        await api.IsReadyAsync();
        return api;
    }

    public Task IsReadyAsync() =>
        Eventually.HoldsAsync(async () => await StatusOfReadyAsync() == HttpStatusCode.OK, Patience, () => "The API did not get ready.");

    public async Task<HttpStatusCode> StatusOfReadyAsync()
    {
        using var response = await Client.GetAsync("/ready");
        return response.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
