using System.Diagnostics;
using System.Net;

namespace MiniStack.Api.Tests;

public sealed class HealthTests(PostgresServer postgres)
{
    [Fact]
    public async Task Health_is_ok_with_a_database()
    {
        await using var api = await RunningApi.StartAsync(await postgres.CreateDatabaseAsync());

        Assert.Equal("""{"status":"ok"}""", await api.Client.GetStringAsync("/health"));
    }

    [Fact]
    public async Task Health_is_ok_without_a_database()
    {
        await using var api = await RunningApi.StartAsync("postgresql://nobody@127.0.0.1:1/nothing");

        Assert.Equal("""{"status":"ok"}""", await api.Client.GetStringAsync("/health"));
    }

    [Fact]
    public async Task Ready_says_so_once_the_table_is_there()
    {
        await using var api = await RunningApi.StartReadyAsync(await postgres.CreateDatabaseAsync());

        Assert.Equal("""{"status":"ready"}""", await api.Client.GetStringAsync("/ready"));
    }

    [Fact]
    public async Task Ready_follows_the_database_down_and_up()
    {
        await using var api = await RunningApi.StartReadyAsync(await postgres.CreateDatabaseAsync());

        await postgres.StopAsync();
        try
        {
            using var response = await api.Client.GetAsync("/ready");
            var problem = await Problem.ReadAsync(response, HttpStatusCode.ServiceUnavailable);
            Assert.Equal($"The database at 127.0.0.1:{postgres.Port} refuses connections.", problem.GetProperty("detail").GetString());
        }
        finally
        {
            await postgres.StartAsync();
        }

        // The pool still holds connections to the server that was stopped.
        Assert.Equal(HttpStatusCode.OK, await api.StatusOfReadyAsync());
    }

    [Fact]
    public async Task Ready_gives_up_on_a_frozen_database_after_2_s()
    {
        await using var api = await RunningApi.StartReadyAsync(await postgres.CreateDatabaseAsync());

        await postgres.FreezeAsync();
        try
        {
            var clock = Stopwatch.StartNew();
            using var response = await api.Client.GetAsync("/ready");
            var problem = await Problem.ReadAsync(response, HttpStatusCode.ServiceUnavailable);
            Assert.Equal($"The database at 127.0.0.1:{postgres.Port} does not answer within 2 s.", problem.GetProperty("detail").GetString());
            Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(1.9), TimeSpan.FromSeconds(8));
            Assert.Equal("""{"status":"ok"}""", await api.Client.GetStringAsync("/health"));
        }
        finally
        {
            await postgres.ThawAsync();
        }

        await api.IsReadyAsync();
    }

    [Fact]
    public async Task Ready_names_a_refused_user_but_not_the_password()
    {
        await using var api = await RunningApi.StartAsync($"postgresql://app:wr0ng-s3cret@127.0.0.1:{postgres.Port}/postgres");

        using var response = await api.Client.GetAsync("/ready");
        var problem = await Problem.ReadAsync(response, HttpStatusCode.ServiceUnavailable);
        Assert.Contains("password authentication failed for user \"app\"", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", problem.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ready_names_an_unknown_host()
    {
        await using var api = await RunningApi.StartAsync("postgresql://app@database.invalid/app");

        using var response = await api.Client.GetAsync("/ready");
        var problem = await Problem.ReadAsync(response, HttpStatusCode.ServiceUnavailable);
        Assert.Contains("database.invalid:5432", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }
}
