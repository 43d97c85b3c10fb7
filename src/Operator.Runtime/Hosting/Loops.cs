namespace MiniStack.Operator.Runtime.Hosting;

/// <summary>
/// Runs loops that are to end by cancellation alone. One that ends before ends them all: to wait for the others, which run for ever, would
/// hide that a part of the work is done by nobody.
/// </summary>
internal static class Loops
{
    /// <summary>What the others may take to end in order.</summary>
    private static readonly TimeSpan LastMoment = TimeSpan.FromSeconds(2);

    /// <exception cref="InvalidOperationException">A loop has ended by itself; one that failed ends with its own exception.</exception>
    public static async Task RunAsync(IReadOnlyList<Func<CancellationToken, Task>> loops, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = loops.Select(loop => loop(stop.Token)).ToList();
        var first = await Task.WhenAny(running);
        var all = Task.WhenAll(running);
        if (cancellationToken.IsCancellationRequested)
        {
            await all;
            return;
        }

        await stop.CancelAsync();
        await all.WaitAsync(LastMoment, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first;
        throw new InvalidOperationException("A loop has ended that is to run as long as the process.");
    }
}
