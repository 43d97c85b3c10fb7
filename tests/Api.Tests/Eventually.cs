using System.Diagnostics;

namespace MiniStack.Api.Tests;

internal static class Eventually
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Asks again until the condition holds, and fails the test when it does not within <paramref name="limit"/>.</summary>
    public static async Task HoldsAsync(Func<Task<bool>> condition, TimeSpan limit, Func<string> failure)
    {
        for (var clock = Stopwatch.StartNew(); ;)
        {
            if (await condition()) return;
            if (clock.Elapsed > limit) Assert.Fail(failure());
            await Task.Delay(Interval);
        }
    }
}
