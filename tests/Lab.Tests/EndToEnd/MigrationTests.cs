using System.Text.Json;

namespace MiniStack.Lab.Tests.EndToEnd;

/// <summary>Row "change image, env, resources" with <c>api.migrate</c>: a Job that must succeed before a new API version rolls out.</summary>
[Trait("Category", "EndToEnd")]
public sealed class MigrationTests(LabFixture lab)
{
    /// <summary>Three attempts with 10 s and 20 s between them.</summary>
    private static readonly TimeSpan FailureDeadline = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan WhileWatched = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Migration_ends_before_the_new_version_starts()
    {
        await using var stack = await TestStack.ReadyAsync(lab, Specs.FastApi);
        var old = await stack.ApiPodAsync();

        // It waits for the test: what is seen meanwhile is seen while it runs.
        await stack.PatchAsync(Migrating("""
            q.execute("CREATE TABLE orders (id int)")
            while True:
                q.execute("SELECT to_regclass('go_on') IS NOT NULL")
                if q.fetchone()[0]: break
                time.sleep(0.2)
            """, "2"));
        await Eventually.IsAsync(
            "the migration made its table", TestStack.ShortDeadline, () => stack.SqlAsync("SELECT to_regclass('orders')"), name => name == "orders");
        await Eventually.StaysAsync(
            "the old version runs alone", WhileWatched, stack.ApiPodsAsync, pods => pods.Count == 1 && pods[0].UidOf() == old.UidOf() && Pods.IsReady(pods[0]));

        await stack.SqlAsync("CREATE TABLE go_on ()");
        var pod = (await stack.WaitForApiPodsAsync(1, old))[0];
        Assert.Equal("2", await VersionAsync(stack, pod));
        await stack.WaitUntilReadyAsync();
    }

    [Fact]
    public async Task Failed_migration_leaves_the_old_version_serving_until_it_is_mended()
    {
        await using var stack = await TestStack.ReadyAsync(lab, Specs.FastApi);
        var old = await stack.ApiPodAsync();

        await stack.PatchAsync(Migrating("raise SystemExit('no such column')", "2"));
        var status = await stack.WaitForReasonAsync("MigrationFailed", FailureDeadline);
        Assert.NotEmpty(status.Diagnosis);
        // Its Job tries it again, and only then a person must act.
        await Eventually.IsAsync(
            "the stack is stalled", FailureDeadline, stack.StackAsync, seen => seen.Condition("Stalled")?.TextAt("status") == "True");
        Assert.Equal(old.UidOf(), (await stack.ApiPodAsync()).UidOf());
        using (var api = await stack.ForwardAsync())
            Assert.Contains("ok", await api.Http.GetStringAsync("/health"), StringComparison.Ordinal);

        await stack.PatchAsync(Migrating("q.execute('CREATE TABLE orders (id int)')", "3"));
        var pod = (await stack.WaitForApiPodsAsync(1, old))[0];
        Assert.Equal("3", await VersionAsync(stack, pod));
        Assert.Equal("orders", await stack.SqlAsync("SELECT to_regclass('orders')"));
        await stack.WaitUntilReadyAsync();
    }

    private static string Migrating(string python, string version)
    {
        var script = $"""
            import psycopg2, time
            connection = psycopg2.connect("")
            connection.autocommit = True
            q = connection.cursor()
            {python}
            """;
        return JsonSerializer.Serialize(new
        {
            api = new
            {
                migrate = new { command = new[] { "python3", "-c", script } },
                env = new[] { new { name = "VERSION", value = version } },
            },
        });
    }

    private static async Task<string> VersionAsync(TestStack stack, JsonElement pod) =>
        (await stack.KubectlAsync("exec", pod.NameOf(), "--", "sh", "-c", "echo $VERSION")).Trim();
}
