namespace MiniStack.Lab.Tests.EndToEnd;

[Trait("Category", "EndToEnd")]
public sealed class FreshStackTests(LabFixture lab)
{
    [Fact]
    public async Task Fresh_apply_gets_ready_without_a_restart_of_the_api()
    {
        await using var stack = await TestStack.ApplyAsync(lab, "config/samples/demo.yaml", "demo");

        Assert.Equal(0, Pods.RestartsOf(await stack.ApiPodAsync()));
        Assert.Equal(0, Pods.RestartsOf(await stack.PodAsync(stack.DatabasePod)));
    }

    [Fact]
    public async Task FastApi_sample_gets_ready_and_answers()
    {
        await using var stack = await TestStack.ApplyAsync(lab, "config/samples/fastapi/stack.yaml", "fastapi");
        using var api = await stack.ForwardAsync();

        var answer = await api.Http.GetStringAsync("/health");

        Assert.Equal("""{"status":"ok"}""", answer);
        var log = await stack.KubectlAsync("logs", "deployment/fastapi-api");
        Assert.Contains("Uvicorn running on", log, StringComparison.Ordinal);
    }
}
