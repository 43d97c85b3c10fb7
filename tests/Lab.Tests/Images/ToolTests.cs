using MiniStack.Lab.Images;

namespace MiniStack.Lab.Tests.Images;

public sealed class ToolTests
{
    [Fact]
    public async Task Output_is_returned() => Assert.Equal("hello\n", await Tool.ReadAsync("echo", ["hello"], default));

    [Fact]
    public async Task A_failure_says_what_failed_and_why()
    {
        var error = await Assert.ThrowsAsync<LabException>(() => Tool.ReadAsync("sh", ["-c", "echo noise; echo 'E: no such package' >&2; exit 3"], default));

        Assert.Equal("sh -c failed: no such package", error.Message);
        Assert.Contains("noise", error.LogTail);
    }

    [Fact]
    public async Task A_full_disk_is_told_apart()
    {
        var error = await Assert.ThrowsAsync<IOException>(() => Tool.ReadAsync("sh", ["-c", "echo 'E: Write error - write (28: No space left on device)'; exit 100"], default));

        Assert.True(DiskFull.Is(error));
    }

    [Fact]
    public async Task A_missing_program_is_named()
    {
        var error = await Assert.ThrowsAsync<LabException>(() => Tool.ReadAsync("no-such-program", ["x"], default));

        Assert.StartsWith("no-such-program cannot be run", error.Message);
    }

    [Fact]
    public async Task A_cancelled_program_is_ended()
    {
        using var directory = new TemporaryDirectory();
        using var cancellation = new CancellationTokenSource();
        var run = Tool.ReadAsync("sh", ["-c", $"echo $$ >{directory["new"]}; mv {directory["new"]} {directory["pid"]}; sleep 600"], cancellation.Token);
        await Eventually.Async(() => File.Exists(directory["pid"]), "the program starts");

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        var pid = File.ReadAllText(directory["pid"]).Trim();
        await Eventually.Async(() => !Directory.Exists($"/proc/{pid}"), "the program ends");
    }
}
