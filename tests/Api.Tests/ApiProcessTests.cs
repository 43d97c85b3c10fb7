using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MiniStack.Api.Hosting;
using Npgsql;

namespace MiniStack.Api.Tests;

public sealed class ApiProcessTests(PostgresServer postgres)
{
    [Fact]
    public async Task The_log_reads_like_uvicorns()
    {
        await using var api = ApiProcess.Start(("DATABASE_URL", await postgres.CreateDatabaseAsync()));
        var port = await api.PortAsync();
        using var client = new HttpClient();
        await client.GetStringAsync(Address(port, "/health"));
        using var missing = await client.GetAsync(Address(port, "/a%0Ab?c=d%22"));
        await api.PrintsAsync("404");
        api.Terminate();
        Assert.Equal(0, await api.ExitCodeAsync());

        string[] wanted =
        [
            @"INFO:     Started server process \[\d+\]",
            @"INFO:     Application startup complete\.",
            @"INFO:     Running on http://0\.0\.0\.0:\d+ \(Press CTRL\+C to quit\)",
            @"INFO:     127\.0\.0\.1:\d+ - ""GET /health HTTP/1\.1"" 200 OK",
            @"INFO:     127\.0\.0\.1:\d+ - ""GET /a%0Ab\?c=d%22 HTTP/1\.1"" 404 Not Found",
            @"INFO:     Draining for 3 s",
            @"INFO:     Shutting down",
            @"INFO:     Finished server process \[\d+\]",
        ];
        Assert.Collection(api.Lines, [.. wanted.Select<string, Action<string>>(pattern => line => Assert.Matches($"^{pattern}$", line))]);
    }

    [Fact]
    public async Task Migrate_makes_the_table_and_ends()
    {
        var database = await postgres.CreateNamedDatabaseAsync();
        await using var migration = ApiProcess.Start(["migrate"], ("DATABASE_URL", postgres.Url(database)));
        Assert.Equal(0, await migration.ExitCodeAsync());
        await using var connection = await postgres.ConnectAsync(database);
        await using var count = new NpgsqlCommand("SELECT count(*) FROM items", connection);
        Assert.Equal(0L, await count.ExecuteScalarAsync());
    }

    [Fact]
    public async Task A_request_in_flight_at_the_end_of_the_drain_is_answered()
    {
        await using var api = ApiProcess.Start(("DATABASE_URL", await postgres.CreateDatabaseAsync()));
        var port = await api.PortAsync();
        await IsReadyAsync(port);
        using var connection = new TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, port);
        var stream = connection.GetStream();
        await stream.WriteAsync("POST /items HTTP/1.1\r\nHost: api\r\nContent-Type: application/json\r\nContent-Length: 14\r\n\r\n{\"name\""u8.ToArray());

        api.Terminate();
        await api.PrintsAsync("Waiting at most 15 s for requests in flight");
        await stream.WriteAsync(":\"tea\"}"u8.ToArray());

        using var reader = new StreamReader(stream, Encoding.ASCII);
        var status = await reader.ReadLineAsync();
        var exitCode = await api.ExitCodeAsync();
        Assert.True(status == "HTTP/1.1 201 Created", $"{status}\n{api.Output}");
        Assert.Equal(0, exitCode);
    }

    [Fact]
    public async Task No_request_is_refused_while_draining()
    {
        await using var api = ApiProcess.Start(("DATABASE_URL", await postgres.CreateDatabaseAsync()));
        var port = await api.PortAsync();
        await IsReadyAsync(port);

        var draining = Stopwatch.StartNew();
        api.Terminate();
        await api.PrintsAsync("Draining");
        var answered = 0;
        while (!api.Output.Contains("Shutting down", StringComparison.Ordinal))
        {
            // A client of its own makes a connection of its own.
            using var client = new HttpClient();
            try
            {
                using var response = await client.GetAsync(Address(port, "/items"));
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
                Assert.True(response.Headers.ConnectionClose);
                answered++;
            }
            catch (HttpRequestException) when (draining.Elapsed > DrainingLifetime.DrainFor)
            {
                // The drain ended between the question and the connection; that it has may be read a moment later.
            }
        }

        Assert.True(answered > 5, $"Only {answered} requests were answered.");
        Assert.Equal(0, await api.ExitCodeAsync());
    }

    [Fact]
    public async Task It_lives_and_says_why_it_waits_while_there_is_no_database()
    {
        await using var api = ApiProcess.Start(("PGHOST", "127.0.0.1"), ("PGPORT", "1"), ("PGUSER", "app"), ("PGPASSWORD", "s3cret"));
        var port = await api.PortAsync();

        await api.PrintsAsync("next attempt in 1 s: The database at 127.0.0.1:1 refuses connections.");

        using var client = new HttpClient();
        Assert.Equal("""{"status":"ok"}""", await client.GetStringAsync(Address(port, "/health")));
        Assert.DoesNotContain("s3cret", api.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DATABASE_URL", "postgresql://app:s3cret@db:port/app", "ERROR:    DATABASE_URL has a port that is not a number from 1 to 65535.")]
    [InlineData("PORT", "http", "ERROR:    --port or PORT is 'http', which is not a number from 0 to 65535.")]
    public async Task A_setting_that_cannot_be_used_ends_it_with_one_sentence(string name, string value, string sentence)
    {
        await using var api = ApiProcess.Start((name, value));

        Assert.Equal(1, await api.ExitCodeAsync());
        Assert.Equal(sentence, api.Output);
    }

    private static Uri Address(int port, string path) => new($"http://127.0.0.1:{port}{path}");

    private static async Task IsReadyAsync(int port)
    {
        using var client = new HttpClient();
        await Eventually.HoldsAsync(
            async () =>
            {
                using var response = await client.GetAsync(Address(port, "/ready"));
                return response.IsSuccessStatusCode;
            },
            TimeSpan.FromSeconds(30),
            () => "The API did not get ready.");
    }
}
