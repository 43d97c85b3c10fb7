namespace MiniStack.Lab.Tests.EndToEnd;

/// <summary>Waits on the state of the world with a deadline.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>Reads until the value is as wanted, and returns it; fails with the last value, or the last exception, at the deadline.</summary>
    public static async Task<T> IsAsync<T>(string what, TimeSpan deadline, Func<Task<T>> read, Func<T, bool> isWanted)
    {
        var end = DateTime.UtcNow + deadline;
        while (true)
        {
            object? last;
            try
            {
                var value = await read();
                if (isWanted(value))
                    return value;
                last = value;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException or LabException)
            {
                last = e is LabException failure ? string.Join('\n', [failure.Message, .. failure.LogTail]) : e.Message;
            }
            if (DateTime.UtcNow > end)
                Assert.Fail($"Not within {deadline.TotalSeconds} s: {what}. Last seen: {last}");
            await Task.Delay(Interval);
        }
    }

    public static Task IsTrueAsync(string what, TimeSpan deadline, Func<Task<bool>> condition) =>
        IsAsync(what, deadline, condition, isTrue => isTrue);

    /// <summary>Fails as soon as the value is not as wanted.</summary>
    public static async Task StaysAsync<T>(string what, TimeSpan duration, Func<Task<T>> read, Func<T, bool> isWanted)
    {
        var end = DateTime.UtcNow + duration;
        do
        {
            var value = await read();
            Assert.True(isWanted(value), $"No longer so: {what}. Seen: {value}");
            await Task.Delay(Interval);
        }
        while (DateTime.UtcNow < end);
    }
}
