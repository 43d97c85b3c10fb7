using System.Globalization;
using MiniStack.Lab.Providers;

namespace MiniStack.Lab.Ui;

/// <summary>
/// Progress for logs and pipes: a line when a phase starts and when it ends, and between them one when its detail changes. At most one every
/// five seconds, the latest, so that a build with thousands of details stays readable.
/// </summary>
public sealed class PlainProgress(PhaseLog phases, TextWriter output, TimeProvider time) : IProgress<ProgressEvent>, IDisposable
{
    private static readonly TimeSpan DetailInterval = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Written> _written = [];

    public void Report(ProgressEvent value)
    {
        lock (_lock)
        {
            phases.Report(value);
            if (value.State != ProgressState.Running)
                WriteEnd(value);
            else if (!_written.TryGetValue(value.Phase, out var written))
                Write(_written[value.Phase] = new(), value.Phase, value.Detail);
            else if (value.Detail is not null)
                Change(written, value.Phase, value.Detail);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var written in _written.Values)
                written.Forget();
        }
    }

    private void Change(Written written, string phase, string detail)
    {
        written.Forget();
        if (detail == written.Detail)
            return;
        var wait = DetailInterval - time.GetElapsedTime(written.At);
        if (wait <= TimeSpan.Zero)
            Write(written, phase, detail);
        else
            written.Later = time.CreateTimer(_ => WriteLater(written, phase, detail), null, wait, Timeout.InfiniteTimeSpan);
    }

    private void WriteLater(Written written, string phase, string detail)
    {
        lock (_lock)
        {
            // Another change, or the end, may have come first.
            if (written.Later is null)
                return;
            written.Forget();
            Write(written, phase, detail);
        }
    }

    private void Write(Written written, string phase, string? detail)
    {
        (written.Detail, written.At) = (detail, time.GetTimestamp());
        WriteLine(detail is null ? $"{phase} ..." : $"{phase}: {detail}");
    }

    private void WriteEnd(ProgressEvent value)
    {
        if (_written.TryGetValue(value.Phase, out var written))
            written.Forget();
        var phase = phases.Snapshot().First(known => known.Name == value.Phase);
        var verb = value.State == ProgressState.Done ? "done in" : "failed after";
        var seconds = phase.Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        WriteLine($"{value.Phase}: {verb} {seconds} s" + (value.Detail is null ? "" : $", {value.Detail}"));
    }

    private void WriteLine(string line)
    {
        output.WriteLine(line);
        output.Flush();
    }

    /// <summary>What a phase's last line says, and a timer while a newer one waits its turn.</summary>
    private sealed class Written
    {
        public string? Detail { get; set; }
        public long At { get; set; }
        public ITimer? Later { get; set; }

        public void Forget()
        {
            Later?.Dispose();
            Later = null;
        }
    }
}
