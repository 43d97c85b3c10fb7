using MiniStack.Lab.ControlPlane.Processes;

namespace MiniStack.Lab.ControlPlane.Tests.Processes;

public sealed class ManagedProcessTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Program_that_ends_early_is_reported_with_what_it_said_last()
    {
        await using var process = Start("echo first; echo port taken >&2; exit 3");

        var failure = await Assert.ThrowsAsync<ProcessFailedException>(() => process.WaitUntilReadyAsync(_ => Task.FromResult(false), Deadline));

        Assert.Contains("exit code 3", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith("first\nport taken", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Program_that_does_not_get_ready_is_reported_with_its_deadline()
    {
        await using var process = Start("echo thinking; exec sleep 600");

        var failure = await Assert.ThrowsAsync<ProcessFailedException>(
            () => process.WaitUntilReadyAsync(_ => Task.FromResult(false), TimeSpan.FromSeconds(1)));

        Assert.Contains("not ready within 1 s", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_program_is_named()
    {
        await using var process = ManagedProcess.Start("ghost", new("/no/such/program", []), _directory.File("log"));

        var failure = await Assert.ThrowsAsync<ProcessFailedException>(() => process.WaitUntilReadyAsync(_ => Task.FromResult(false), Deadline));

        Assert.Contains("/no/such/program", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopping_asks_first()
    {
        await using var process = Start("trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.05; done");
        await process.WaitUntilReadyAsync(_ => Task.FromResult(process.LastLogLines() == "up"), Deadline);

        await process.StopAsync(Deadline);

        Assert.True(process.HasExited);
        Assert.EndsWith("bye", process.LastLogLines(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopping_ends_a_program_that_does_not_listen()
    {
        await using var process = Start("trap '' TERM; echo up; while :; do sleep 0.05; done");
        await process.WaitUntilReadyAsync(_ => Task.FromResult(process.LastLogLines() == "up"), Deadline);

        await process.StopAsync(TimeSpan.FromMilliseconds(100));

        Assert.True(process.HasExited);
    }

    // The kernel's parent-death signal is tied to the thread that started the child, not to the process.
    [Fact]
    public async Task Program_outlives_the_thread_that_started_it()
    {
        var started = new TaskCompletionSource<(ManagedProcess Process, string Thread)>();
        new Thread(() => started.SetResult((
            Start("trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.05; done"),
            new FileInfo("/proc/thread-self").LinkTarget!))).Start();
        var (process, thread) = await started.Task;

        await using (process)
        {
            await process.WaitUntilReadyAsync(
                _ => Task.FromResult(process.LastLogLines() == "up" && !Directory.Exists($"/proc/{thread}")), Deadline);
            await process.StopAsync(Deadline);

            Assert.EndsWith("bye", process.LastLogLines(), StringComparison.Ordinal);
        }
    }

    private ManagedProcess Start(string script) => ManagedProcess.Start("script", new("/bin/sh", ["-c", script]), _directory.File("log"));
}
