using System.Diagnostics;
using System.Globalization;

namespace MiniStack.Benchmarks.Measuring;

/// <summary>How steady the machine was: the same little work, timed all along, and what others took of the processors.</summary>
internal sealed class MachineNoise : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);

    private readonly List<double> _probes = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly long[] _before = ReadCpuTimes();
    private readonly Thread _thread;

    public MachineNoise()
    {
        _thread = new Thread(Probe) { IsBackground = true, Name = "noise" };
        _thread.Start();
    }

    /// <summary>The probe's times, and the share of processor time that other machines on the same host took (steal).</summary>
    public IReadOnlyList<Measure> Stop()
    {
        _stop.Cancel();
        _thread.Join();
        var spent = ReadCpuTimes().Zip(_before, (now, then) => now - then).ToArray();
        return
        [
            new("noise: the same little work", "ms", _probes),
            new("noise: stolen processor time", "%", [100.0 * spent[7] / Math.Max(1, spent.Sum())]),
        ];
    }

    public void Dispose() => _stop.Dispose();

    private void Probe()
    {
        do
        {
            var started = Stopwatch.GetTimestamp();
            Work();
            _probes.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
        while (!_stop.Token.WaitHandle.WaitOne(Every));
    }

    private static void Work()
    {
        var x = 1u;
        for (var i = 0; i < 1_000_000; i++)
        {
            x = (x * 1664525) + 1013904223;
        }

        GC.KeepAlive(x);
    }

    /// <summary>user, nice, system, idle, iowait, irq, softirq, steal.</summary>
    private static long[] ReadCpuTimes() =>
    [
        .. File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..9]
            .Select(each => long.Parse(each, CultureInfo.InvariantCulture)),
    ];
}
