namespace MiniStack.Lab.Host;

internal static class Wait
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <exception cref="LabException">The deadline passed; its message is <paramref name="failure"/>.</exception>
    public static Task UntilAsync(Func<bool> condition, TimeSpan deadline, string failure, CancellationToken cancellationToken) =>
        UntilAsync(() => Task.FromResult(condition()), deadline, failure, cancellationToken);

    /// <exception cref="LabException">The deadline passed; its message is <paramref name="failure"/>.</exception>
    public static Task UntilAsync(Func<Task<bool>> condition, TimeSpan deadline, string failure, CancellationToken cancellationToken) =>
        UntilAsync(condition, deadline, () => failure, cancellationToken);

    /// <exception cref="LabException">The deadline passed; its message is what <paramref name="failure"/> says then.</exception>
    public static async Task UntilAsync(Func<Task<bool>> condition, TimeSpan deadline, Func<string> failure, CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition().ConfigureAwait(false))
        {
            if (TimeProvider.System.GetElapsedTime(start) > deadline)
                throw new LabException(failure());
            await Task.Delay(Interval, cancellationToken).ConfigureAwait(false);
        }
    }
}
