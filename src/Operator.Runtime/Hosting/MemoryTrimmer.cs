using Microsoft.Extensions.Hosting;

namespace MiniStack.Operator.Runtime.Hosting;

/// <summary>
/// Gives memory back when work is over: the first lists and a burst of changes leave several times what stays, and the collector, which
/// runs when something is allocated, would keep it for as long as nothing happens. Work all the time leaves as much, little by little.
/// </summary>
public sealed class MemoryTrimmer(TimeProvider time) : BackgroundService
{
    private const long Quiet = 16 << 20;
    private const long Worthwhile = 8 << 20;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    /// <summary>Work that does not end leaves as much, and a collection a minute takes nothing from it.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Whether not much goes on, or has gone on for long, and there is more to gain than a collection costs, which goes through all that is in use.
    /// </summary>
    /// <param name="allocated">Bytes since the process started, as <paramref name="before"/> a period ago and when last <paramref name="trimmed"/>.</param>
    /// <param name="left">Bytes in use after the last time.</param>
    /// <param name="since">How long ago the last time was.</param>
    internal static bool IsDue(long allocated, long before, long trimmed, long left, TimeSpan since) =>
        (allocated - before < Quiet || since >= Longest) && allocated - trimmed > Math.Max(Worthwhile, left);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        var (before, trimmed, left, last) = (0L, 0L, 0L, time.GetTimestamp());
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var allocated = GC.GetTotalAllocatedBytes();
            if (IsDue(allocated, before, trimmed, left, time.GetElapsedTime(last)))
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                (trimmed, left, last) = (allocated, GC.GetTotalMemory(forceFullCollection: false), time.GetTimestamp());
            }

            before = allocated;
        }
    }
}
