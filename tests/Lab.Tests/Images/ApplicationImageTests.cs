using MiniStack.Lab.Images;

namespace MiniStack.Lab.Tests.Images;

[Trait("Category", "EndToEnd")]
public sealed class ApplicationImageTests(PrivateContainerd containerd) : IClassFixture<PrivateContainerd>
{
    [Theory]
    [InlineData(LabImages.FastApi)]
    [InlineData(LabImages.Api)]
    public async Task An_api_serves_and_stops_at_SIGTERM(string reference)
    {
        await using var container = await containerd.RunAsync(await containerd.ImportAsync(reference), [], []);
        await container.ConnectAsync();

        await Eventually.Async(() => container.SucceedsAsync("wget", "-qO-", "http://127.0.0.1:8000/health"), () => $"{reference} answers; its log: {container.Log}");
        Assert.Equal("""{"status":"ok"}""", (await container.ExecAsync("wget", "-qO-", "http://127.0.0.1:8000/health")).Trim());
        Assert.Equal("65532\n", await container.ExecAsync("id", "-u"));
        await container.SignalAsync("SIGTERM");
        Assert.Equal(0, await container.ExitAsync());
    }

    [Fact]
    public async Task The_operator_starts_and_says_what_it_lacks()
    {
        await using var container = await containerd.RunAsync(await containerd.ImportAsync(LabImages.Operator), [], [], "/app/MiniStack.Operator");

        await container.LogsAsync("kubeconfig");
        Assert.NotEqual(0, await container.ExitAsync());
    }

    [Fact]
    public async Task Pause_runs_until_SIGTERM()
    {
        await using var container = await containerd.RunAsync(await containerd.ImportAsync(LabImages.Pause), [], []);
        await Eventually.Async(async () => await container.ProgramAsync() == "catatonit", "the pause program runs");

        await container.SignalAsync("SIGTERM");

        Assert.Equal(0, await container.ExitAsync());
    }

    [Theory]
    [InlineData(LabImages.FastApi)]
    [InlineData(LabImages.Api)]
    [InlineData(LabImages.Operator)]
    public async Task A_preStop_hook_can_sleep(string reference)
    {
        await using var container = await containerd.RunAsync(await containerd.ImportAsync(reference), [], [], "sleep", "600");

        Assert.True(await container.SucceedsAsync("sleep", "0"));
    }
}
