using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MiniStack.Api.Tests;

/// <summary>Of the program as it ships: a native one has no document but what was kept for it when it was compiled.</summary>
public sealed partial class DocumentTests(PostgresServer postgres)
{
    [Fact]
    public async Task The_document_lists_every_operation_and_the_limits_of_a_name()
    {
        await using var api = ApiProcess.Start(("DATABASE_URL", postgres.Url("postgres")));
        using var client = await ClientAsync(api);

        var document = await client.GetFromJsonAsync<JsonElement>("/openapi/v1.json");

        var operations = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => $"{operation.Name} {path.Name}"));
        Assert.Equal(["delete /items/{id}", "get /health", "get /items", "get /ready", "post /items"], operations.Order(StringComparer.Ordinal));
        var name = document.GetProperty("components").GetProperty("schemas").GetProperty("NewItem").GetProperty("properties").GetProperty("name");
        Assert.Equal(100, name.GetProperty("maxLength").GetInt32());
        Assert.Equal("string", name.GetProperty("type").GetString());
    }

    [Fact]
    public async Task The_page_shows_the_document_and_loads_nothing_from_elsewhere()
    {
        await using var api = ApiProcess.Start(("DATABASE_URL", postgres.Url("postgres")));
        using var client = await ClientAsync(api);

        using var page = await client.GetAsync("/docs");
        page.EnsureSuccessStatusCode();
        var address = page.RequestMessage!.RequestUri!;
        var html = await page.Content.ReadAsStringAsync();

        var assets = Asset().Matches(html).Select(match => new Uri(address, match.Groups[1].Value)).ToArray();
        Assert.Contains(assets, asset => asset.AbsolutePath.EndsWith(".css", StringComparison.Ordinal));
        Assert.Contains(assets, asset => asset.AbsolutePath.EndsWith("swagger-ui-bundle.js", StringComparison.Ordinal));
        foreach (var asset in assets)
        {
            Assert.Equal(address.Authority, asset.Authority);
            using var loaded = await client.GetAsync(asset);
            loaded.EnsureSuccessStatusCode();
        }

        var start = await client.GetStringAsync(new Uri(address, "index.js"));
        Assert.Contains("openapi/v1.json", start, StringComparison.Ordinal);
    }

    private static async Task<HttpClient> ClientAsync(ApiProcess api) =>
        new() { BaseAddress = new UriBuilder("http", "127.0.0.1", await api.PortAsync()).Uri };

    [GeneratedRegex("""(?:src|href)="([^"]+)["]""")]
    private static partial Regex Asset();
}
