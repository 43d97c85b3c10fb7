using Microsoft.Extensions.Hosting;

namespace MiniStack.Operator.Runtime.Hosting;

/// <summary>
/// Gives memory back when work is over: the first lists and a burst of changes leave several times what stays, and the collector, which
/// runs when something is allocated, would keep it for as long as nothing happens.
/// </summary>
public sealed class MemoryTrimmer(TimeProvider time) : BackgroundService
{
    private const long Quiet = 2 << 20;
    private const long Worthwhile = 8 << 20;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    /// <summary>Whether nothing much goes on any more, after something did.</summary>
    /// <param name="allocated">Bytes since the process started, as <paramref name="before"/> a period ago and when last <paramref name="trimmed"/>.</param>
    internal static bool IsDue(long allocated, long before, long trimmed) => allocated - before < Quiet && allocated - trimmed > Worthwhile;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        var (before, trimmed) = (0L, 0L);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var allocated = GC.GetTotalAllocatedBytes();
            if (IsDue(allocated, before, trimmed))
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                trimmed = allocated;
            }

            before = allocated;
        }
    }
}
