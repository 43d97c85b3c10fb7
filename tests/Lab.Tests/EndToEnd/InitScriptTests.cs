namespace MiniStack.Lab.Tests.EndToEnd;

/// <summary>Init scripts that end the first start of a database, and the rows that come after.</summary>
[Trait("Category", "EndToEnd")]
public sealed class InitScriptTests(LabFixture lab)
{
    private const string Schema = "CREATE TABLE price (id serial PRIMARY KEY, amount numeric NOT NULL);";

    [Theory]
    [InlineData("echo no reporting role wanted; exit 0", "Init script 10-roles.sh of ConfigMap init ended the first start of the database in pod shop-db-0 before it was through (exit code 0).")]
    [InlineData("gsutil-is-not-there cp a b", "Init script 10-roles.sh of ConfigMap init fails in pod shop-db-0, line 1: gsutil-is-not-there: command not found.")]
    public async Task Script_that_ends_the_first_start_is_named_and_once_it_is_mended_rows_outlive_every_pod(string script, string message)
    {
        await using var stack = await TestStack.CreateAsync(lab);
        var fault = new FaultWatch(stack, "init script");
        await ApplyScriptAsync(stack, script);
        await stack.ApplySpecAsync("{api: {image: ministack-api:dev, health: {readinessPath: /ready}}, database: {initScripts: {configMapRef: {name: init}}}}");

        var diagnosis = await fault.DiagnoseAsync(async () => (await stack.FindAsync(Resource.Pods, stack.DatabasePod)) is not null, "database", "InitFailed");
        Assert.Equal(message, diagnosis.Message);
        // A script that is sourced sees no options but the official entrypoint's: no variable has to be set.
        await fault.MendAsync(() => ApplyScriptAsync(stack, "[ -n \"$NOT_SET\" ] || return 0"));

        for (var rows = 1; rows <= 3; rows++)
        {
            Assert.Equal($"{rows}", await WriteAsync(stack));
            var uid = (await stack.DatabasePodAsync()).TextAt("metadata", "uid");
            await stack.KubectlAsync("delete", "pod", stack.DatabasePod, "--wait=true");
            await Eventually.IsAsync(
                "another pod serves", TestStack.ReadyDeadline, stack.DatabasePodAsync, pod => Pods.IsReady(pod) && pod.TextAt("metadata", "uid") != uid);
        }

        Assert.Equal("4", await WriteAsync(stack));
    }

    /// <summary>What the first template revision left when a script ended its first start, and somebody let the role log in.</summary>
    [Fact]
    public async Task Data_whose_first_start_is_not_known_to_be_through_waits_for_a_person_who_can_keep_it()
    {
        await using var stack = await TestStack.ReadyAsync(lab, "{api: {image: ministack-api:dev, health: {readinessPath: /ready}}}");
        var fault = new FaultWatch(stack, "old marker");
        await stack.SqlAsync(Schema);
        Assert.Equal("1", await WriteAsync(stack));
        await stack.KubectlAsync("exec", stack.DatabasePod, "--", "sh", "-c", "echo init scripts > /var/lib/ministack/first-start");
        var uid = (await stack.DatabasePodAsync()).TextAt("metadata", "uid");
        await stack.KubectlAsync("delete", "pod", stack.DatabasePod, "--wait=true");

        var diagnosis = await fault.DiagnoseAsync(
            async () => await stack.FindAsync(Resource.Pods, stack.DatabasePod) is { } pod && pod.TextAt("metadata", "uid") != uid, "database", "InitFailed");
        var command = $"exec {stack.DatabasePod} -c prepare -- rm /var/lib/ministack/first-start";
        Assert.Contains("kubectl " + command, diagnosis.Hint, StringComparison.Ordinal);
        await fault.MendAsync(() => stack.KubectlAsync(command.Split(' ')));
        Assert.Equal("2", await WriteAsync(stack));
    }

    private static Task ApplyScriptAsync(TestStack stack, string script) => stack.ApplyAsync($$"""
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: init}
        data:
          10-roles.sh: |
            {{script}}
          20-schema.sql: |
            {{Schema}}
        """);

    /// <returns>How many rows there are then.</returns>
    private static async Task<string> WriteAsync(TestStack stack)
    {
        await stack.SqlAsync("INSERT INTO price (amount) VALUES (1)");
        return (await stack.SqlAsync("SELECT count(*) FROM price")).Trim();
    }
}
