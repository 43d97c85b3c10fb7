using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace MiniStack.Lab.Tests.EndToEnd;

/// <summary>The sample that <c>./lab up</c> leaves running.</summary>
[Trait("Category", "EndToEnd")]
public sealed class SampleTests(LabFixture lab)
{
    [Fact]
    public async Task Sample_is_ready_in_kubectls_table()
    {
        await using var demo = await TestStack.SampleAsync(lab);

        var row = await demo.KubectlAsync("get", "ms", "demo", "--no-headers");

        Assert.Matches(@"^demo +True +Ready +1/1 +1/1 +\S+", row);
    }

    [Fact]
    public async Task Health_answers_through_port_forward()
    {
        await using var demo = await TestStack.SampleAsync(lab);
        using var api = await demo.ForwardAsync();

        using var response = await api.Http.GetAsync("/health");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("""{"status":"ok"}""", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Item_survives_the_deletion_of_the_database_pod()
    {
        await using var demo = await TestStack.SampleAsync(lab);
        var name = NewName();
        await PostItemAsync(demo, name);
        var before = Pods.UidOf(await demo.PodAsync(demo.DatabasePod));

        await demo.KubectlAsync("delete", "pod", demo.DatabasePod);

        await Eventually.IsTrueAsync("a new database pod is ready", TestStack.ReadyDeadline, async () =>
            await demo.PodAsync(demo.DatabasePod) is var pod && Pods.UidOf(pod) != before && Pods.IsReady(pod));
        await demo.WaitUntilReadyAsync();
        using var api = await demo.ForwardAsync();
        var items = await Eventually.IsAsync(
            "the items are served again", TimeSpan.FromMinutes(1), () => api.Http.GetStringAsync("/items"), _ => true);
        Assert.Contains(name, ItemNames(items));
    }

    [Fact]
    public async Task Row_of_an_item_is_seen_with_psql_in_the_pod()
    {
        await using var demo = await TestStack.SampleAsync(lab);
        var name = NewName();
        await PostItemAsync(demo, name);

        var rows = await demo.KubectlAsync(
            "exec", demo.DatabasePod, "--", "psql", "-U", "postgres", "-d", "app", "-tAc", "SELECT name FROM items");

        Assert.Contains(name, rows.Split('\n'));
    }

    [Fact]
    public async Task Request_is_seen_in_the_pods_log()
    {
        await using var demo = await TestStack.SampleAsync(lab);
        var marker = NewName();
        using (var api = await demo.ForwardAsync())
            await api.Http.GetStringAsync($"/items?limit=1&marker={marker}");

        var line = await Eventually.IsAsync(
            "the request is in the log",
            TimeSpan.FromSeconds(20),
            async () => (await demo.KubectlAsync("logs", "deployment/demo-api")).Split('\n').SingleOrDefault(line => line.Contains(marker, StringComparison.Ordinal)),
            line => line is not null);

        Assert.Matches($@"^INFO: .*""GET /items\?limit=1&marker={marker} HTTP/1\.1"" 200 OK", line);
    }

    private static async Task PostItemAsync(TestStack stack, string name)
    {
        using var api = await stack.ForwardAsync();
        using var response = await api.Http.PostAsJsonAsync("/items", new { name });
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
    }

    private static string NewName() => Guid.NewGuid().ToString("N");

    private static List<string?> ItemNames(string json)
    {
        using var items = JsonDocument.Parse(json);
        return [.. items.RootElement.EnumerateArray().Select(item => item.GetProperty("name").GetString())];
    }
}
