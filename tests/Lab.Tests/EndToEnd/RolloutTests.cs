using System.Text.Json;

namespace MiniStack.Lab.Tests.EndToEnd;

/// <summary>Rows "change image, env, resources" and "change a Secret/ConfigMap that the API reads", for the sample API.</summary>
[Trait("Category", "EndToEnd")]
public sealed class RolloutTests(LabFixture lab)
{
    private const string Settings = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: settings}
        data: {GREETING: GREETING_VALUE}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: token}
        stringData: {token: TOKEN_VALUE}
        """;

    [Fact]
    public async Task No_request_fails_at_two_replicas_while_anything_that_rolls_the_api_changes()
    {
        await using var stack = await TestStack.CreateAsync(lab);
        await ApplySettingsAsync(stack, "one", "first");
        await stack.ApplySpecAsync("""
            {api: {image: ministack-api:dev, replicas: 2, health: {readinessPath: /ready}, envFrom: [{configMapRef: {name: settings}}],
             env: [{name: TOKEN, valueFrom: {secretKeyRef: {name: token, key: token}}}]}}
            """);
        await stack.WaitUntilReadyAsync();
        var pods = await stack.WaitForApiPodsAsync(2);
        var client = await LoadClient.StartAsync(stack, "/ready");

        pods = await RollAsync(stack, pods, () => stack.PatchAsync("""{"api":{"resources":{"requests":{"cpu":"11m"}}}}"""));
        Assert.Equal("11m", Container(pods[0]).TextAt("resources", "requests", "cpu"));

        pods = await RollAsync(stack, pods, () => stack.PatchAsync("""{"api":{"image":"docker.io/library/ministack-api:dev"}}"""));
        Assert.Equal("docker.io/library/ministack-api:dev", Container(pods[0]).TextAt("image"));

        pods = await RollAsync(stack, pods, () => ApplySettingsAsync(stack, "two", "first"));
        Assert.Equal("two", await EnvironmentAsync(stack, pods[0], "GREETING"));

        pods = await RollAsync(stack, pods, () => ApplySettingsAsync(stack, "two", "second"));
        Assert.Equal("second", await EnvironmentAsync(stack, pods[0], "TOKEN"));

        await client.StopAsync();
    }

    private static async Task<IReadOnlyList<JsonElement>> RollAsync(TestStack stack, IReadOnlyList<JsonElement> before, Func<Task> change)
    {
        await change();
        return await stack.WaitForApiPodsAsync(2, before);
    }

    private static Task ApplySettingsAsync(TestStack stack, string greeting, string token) => stack.ApplyAsync(
        Settings.Replace("GREETING_VALUE", greeting, StringComparison.Ordinal).Replace("TOKEN_VALUE", token, StringComparison.Ordinal));

    private static JsonElement Container(JsonElement pod) => pod.GetProperty("spec").GetProperty("containers")[0];

    private static async Task<string> EnvironmentAsync(TestStack stack, JsonElement pod, string variable) =>
        (await stack.KubectlAsync("exec", pod.NameOf(), "--", "sh", "-c", "echo $" + variable)).Trim();
}
