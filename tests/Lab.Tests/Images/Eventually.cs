namespace MiniStack.Lab.Tests.Images;

internal static class Eventually
{
    /// <summary>Waits until the condition holds; fails after a minute.</summary>
    public static Task Async(Func<bool> condition, string what) => Async(() => Task.FromResult(condition()), () => what);

    public static Task Async(Func<Task<bool>> condition, string what) => Async(condition, () => what);

    /// <param name="what">Asked for when it has failed.</param>
    public static async Task Async(Func<Task<bool>> condition, Func<string> what)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!await condition())
        {
            Assert.False(deadline.IsCancellationRequested, deadline.IsCancellationRequested ? $"Waited a minute in vain: {what()}." : null);
            await Task.Delay(100);
        }
    }
}
