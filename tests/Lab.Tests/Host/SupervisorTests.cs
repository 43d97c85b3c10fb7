using MiniStack.Lab.Host;
using MiniStack.Lab.Tests.Images;

namespace MiniStack.Lab.Tests.Host;

public sealed class SupervisorTests : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Supervisor _supervisor;

    public SupervisorTests() => _supervisor = new(_directory[NodeStatus.FileName], _directory.Path);

    [Fact]
    public async Task A_killed_process_is_started_again_and_the_status_says_so()
    {
        var process = _supervisor.Start("sleeper", new("sleep", ["1000"]), _stop.Token);
        var first = process.Status.ProcessId;
        Assert.NotNull(first);

        process.Signal(Native.SigKill);

        await Wait.UntilAsync(
            () => HostJson.Read(_directory[NodeStatus.FileName], HostJson.Default.NodeStatus) is { Components: [{ Restarts: 1, ProcessId: { } second }] } && second != first,
            TimeSpan.FromSeconds(30), "It was not started again.", TestContext.Current.CancellationToken);
        Assert.StartsWith("ended with code 137", process.Status.LastExit, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_process_says_is_in_its_log()
    {
        _supervisor.Start("talker", new("sh", ["-c", "echo out; echo err >&2"]), _stop.Token);

        await Wait.UntilAsync(
            () => LogFile.Tail(_directory["talker.log"], 2) is ["out", "err"],
            TimeSpan.FromSeconds(30), "The log does not have both lines.", TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _supervisor.WhenEndedAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _directory.Dispose();
    }
}
