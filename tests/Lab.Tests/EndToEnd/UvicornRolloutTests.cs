namespace MiniStack.Lab.Tests.EndToEnd;

/// <summary>Rows "change image, env, resources" and "annotate ministack.dev/restartedAt", for an application that knows nothing of draining.</summary>
[Trait("Category", "EndToEnd")]
public sealed class UvicornRolloutTests(LabFixture lab)
{
    [Fact]
    public async Task No_request_fails_at_two_replicas_while_uvicorn_is_rolled_and_restarted()
    {
        await using var stack = await TestStack.ReadyAsync(lab, "{api: {image: fastapi-sample:dev, replicas: 2}}");
        var first = await stack.WaitForApiPodsAsync(2);
        var client = await LoadClient.StartAsync(stack, "/health");

        await stack.PatchAsync("""{"api":{"env":[{"name":"GREETING","value":"hello"}]}}""");
        var second = await stack.WaitForApiPodsAsync(2, first);
        await stack.KubectlAsync("annotate", "ms", stack.Name, "ministack.dev/restartedAt=2030-01-01T00:00:00Z");
        await stack.WaitForApiPodsAsync(2, [.. first, .. second]);

        await client.StopAsync();
    }
}
