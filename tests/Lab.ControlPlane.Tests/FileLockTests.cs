namespace MiniStack.Lab.ControlPlane.Tests;

public sealed class FileLockTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Second_waits_and_says_so_until_the_first_lets_go()
    {
        var waiting = new TaskCompletionSource();
        var first = await FileLock.AcquireAsync(_directory.File("lock"));

        var second = FileLock.AcquireAsync(_directory.File("lock"), waiting.SetResult);

        await waiting.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.False(second.IsCompleted);
        first.Dispose();
        (await second.WaitAsync(TimeSpan.FromSeconds(20))).Dispose();
    }

    [Fact]
    public void Held_lock_is_not_given_again()
    {
        using var held = FileLock.TryAcquire(_directory.File("lock"));

        Assert.NotNull(held);
        Assert.Null(FileLock.TryAcquire(_directory.File("lock")));
    }
}
