using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using MiniStack.Api.Database;
using Npgsql;

namespace MiniStack.Api.Tests;

public sealed class ItemTests(PostgresServer postgres)
{
    [Fact]
    public async Task Items_are_stored_listed_newest_first_and_deleted()
    {
        await using var api = await RunningApi.StartReadyAsync(await postgres.CreateDatabaseAsync());

        var tea = await AddAsync(api, "tea");
        var coffee = await AddAsync(api, "Kaffee ☕");
        Assert.Equal([coffee, tea], await IdsAsync(api, "/items"));
        Assert.Equal([coffee], await IdsAsync(api, "/items?limit=1"));

        using var deleted = await api.Client.DeleteAsync($"/items/{coffee}");
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Equal([tea], await IdsAsync(api, "/items"));
    }

    [Fact]
    public async Task An_added_item_is_answered_with_its_id_name_and_time()
    {
        await using var api = await RunningApi.StartReadyAsync(await postgres.CreateDatabaseAsync());

        using var response = await api.Client.PostAsync("/items", Json("""{"name":"Kaffee ☕"}"""));

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var item = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("Kaffee ☕", item.GetProperty("name").GetString());
        Assert.InRange(item.GetProperty("createdAt").GetDateTimeOffset(), DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1));
    }

    [Fact]
    public async Task Items_outlive_the_api()
    {
        var database = await postgres.CreateDatabaseAsync();
        long id;
        await using (var first = await RunningApi.StartReadyAsync(database)) id = await AddAsync(first, "tea");

        await using var second = await RunningApi.StartReadyAsync(database);
        Assert.Equal([id], await IdsAsync(second, "/items"));
    }

    [Theory]
    [InlineData("""{"name":""", "line 1")]
    [InlineData("tea", "line 1")]
    [InlineData("[]", "line 1")]
    [InlineData("""{"name":5}""", "$.name")]
    [InlineData("""{"name":"\ud800"}""", "$.name")]
    [InlineData("null", "body")]
    [InlineData("", "body")]
    [InlineData("{}", "required")]
    [InlineData("""{"name":null}""", "required")]
    [InlineData("""{"name":""}""", "required")]
    [InlineData("""{"name":" \t"}""", "required")]
    [InlineData("""{"name":"tea\u0000"}""", "control characters")]
    [InlineData("""{"name":"tea\nINFO: forged"}""", "control characters")]
    [InlineData("""{"name":"LONG"}""", "maximum length of 100")]
    public async Task A_bad_body_is_refused_with_the_reason(string body, string reason)
    {
        await using var api = await RunningApi.StartReadyAsync(await postgres.CreateDatabaseAsync());

        using var response = await api.Client.PostAsync("/items", Json(body.Replace("LONG", new string('x', 101), StringComparison.Ordinal)));

        var problem = await Problem.ReadAsync(response, HttpStatusCode.BadRequest);
        Assert.Contains(reason, problem.ToString(), StringComparison.Ordinal);
        Assert.Empty(await IdsAsync(api, "/items"));
    }

    [Fact]
    public async Task The_longest_name_is_accepted()
    {
        await using var api = await RunningApi.StartReadyAsync(await postgres.CreateDatabaseAsync());

        var id = await AddAsync(api, new string('x', 100));

        Assert.Equal([id], await IdsAsync(api, "/items"));
    }

    [Theory]
    [InlineData("GET", "/items?limit=0", HttpStatusCode.BadRequest)]
    [InlineData("GET", "/items?limit=1001", HttpStatusCode.BadRequest)]
    [InlineData("GET", "/items?limit=many", HttpStatusCode.BadRequest)]
    [InlineData("DELETE", "/items/tea", HttpStatusCode.BadRequest)]
    [InlineData("DELETE", "/items/99999999999999999999", HttpStatusCode.BadRequest)]
    [InlineData("DELETE", "/items/4711", HttpStatusCode.NotFound)]
    [InlineData("GET", "/nowhere", HttpStatusCode.NotFound)]
    [InlineData("PUT", "/items", HttpStatusCode.MethodNotAllowed)]
    public async Task What_cannot_be_served_is_answered_with_a_problem(string method, string path, HttpStatusCode status)
    {
        await using var api = await RunningApi.StartReadyAsync(await postgres.CreateDatabaseAsync());

        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await api.Client.SendAsync(request);

        await Problem.ReadAsync(response, status);
    }

    [Fact]
    public async Task A_body_that_is_not_json_by_its_type_is_refused()
    {
        await using var api = await RunningApi.StartReadyAsync(await postgres.CreateDatabaseAsync());

        using var response = await api.Client.PostAsync("/items", new StringContent("name=tea", Encoding.UTF8, "application/x-www-form-urlencoded"));

        await Problem.ReadAsync(response, HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task A_stopped_database_gives_503_and_nothing_fails_after_its_restart()
    {
        await using var api = await RunningApi.StartReadyAsync(await postgres.CreateDatabaseAsync());
        // Several pooled connections, all of which the restart breaks.
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => IdsAsync(api, "/items")));

        await postgres.StopAsync();
        try
        {
            using var listed = await api.Client.GetAsync("/items");
            await Problem.ReadAsync(listed, HttpStatusCode.ServiceUnavailable);
            using var added = await api.Client.PostAsync("/items", Json("""{"name":"tea"}"""));
            await Problem.ReadAsync(added, HttpStatusCode.ServiceUnavailable);
            using var deleted = await api.Client.DeleteAsync("/items/1");
            await Problem.ReadAsync(deleted, HttpStatusCode.ServiceUnavailable);
        }
        finally
        {
            await postgres.StartAsync();
        }

        await AddAsync(api, "tea");
        Assert.Single(await IdsAsync(api, "/items"));
    }

    [Fact]
    public async Task A_restart_between_two_requests_is_not_seen()
    {
        await using var api = await RunningApi.StartReadyAsync(await postgres.CreateDatabaseAsync());
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => IdsAsync(api, "/items")));

        await postgres.StopAsync();
        await postgres.StartAsync();

        for (var i = 1; i <= 8; i++)
        {
            await AddAsync(api, "tea");
            Assert.Equal(i, (await IdsAsync(api, "/items")).Length);
        }
    }

    [Fact]
    public async Task A_database_that_comes_later_than_the_api_is_used()
    {
        var database = await postgres.CreateDatabaseAsync();
        await postgres.StopAsync();
        RunningApi? api = null;
        try
        {
            api = await RunningApi.StartAsync(database);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await api.StatusOfReadyAsync());
        }
        finally
        {
            await postgres.StartAsync();
        }

        await using (api)
        {
            await api.IsReadyAsync();
            await AddAsync(api, "tea");
        }
    }

    [Fact]
    public async Task A_table_that_another_replica_makes_at_the_same_moment_is_used()
    {
        var database = await postgres.CreateNamedDatabaseAsync();
        await using var other = await postgres.ConnectAsync(database);
        await using var transaction = await other.BeginTransactionAsync();
        await using var create = new NpgsqlCommand(SchemaCreator.CreateTable, other, transaction);
        await create.ExecuteNonQueryAsync();

        await using var api = await RunningApi.StartAsync(postgres.Url(database));
        await Eventually.HoldsAsync(() => postgres.HasWaitingSessionAsync(database), TimeSpan.FromSeconds(30), () => "The API did not try to make the table.");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await api.StatusOfReadyAsync());
        await transaction.CommitAsync();

        await api.IsReadyAsync();
        await AddAsync(api, "tea");
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private static async Task<long> AddAsync(RunningApi api, string name)
    {
        using var response = await api.Client.PostAsJsonAsync("/items", new { name });
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt64();
    }

    private static async Task<long[]> IdsAsync(RunningApi api, string path)
    {
        var items = await api.Client.GetFromJsonAsync<JsonElement>(path);
        return [.. items.EnumerateArray().Select(item => item.GetProperty("id").GetInt64())];
    }
}
