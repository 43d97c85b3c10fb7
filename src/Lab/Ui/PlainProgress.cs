using System.Globalization;
using MiniStack.Lab.Providers;

namespace MiniStack.Lab.Ui;

/// <summary>
/// Progress for logs and pipes: a line when a phase starts and when it ends, and between them at most one detail every
/// five seconds, so that a build with thousands of details stays readable.
/// </summary>
public sealed class PlainProgress(PhaseLog phases, TextWriter output, TimeProvider time) : IProgress<ProgressEvent>
{
    private static readonly TimeSpan DetailInterval = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _lastLine = [];

    public void Report(ProgressEvent value)
    {
        lock (_lock)
        {
            phases.Report(value);
            if (Line(value) is not { } line)
                return;
            _lastLine[value.Phase] = time.GetTimestamp();
            output.WriteLine(line);
            output.Flush();
        }
    }

    private string? Line(ProgressEvent value)
    {
        if (value.State == ProgressState.Running)
        {
            var isFirst = !_lastLine.TryGetValue(value.Phase, out var last);
            if (!isFirst && (value.Detail is null || time.GetElapsedTime(last) < DetailInterval))
                return null;
            return value.Detail is null ? $"{value.Phase} ..." : $"{value.Phase}: {value.Detail}";
        }

        var phase = phases.Snapshot().First(known => known.Name == value.Phase);
        var verb = value.State == ProgressState.Done ? "done in" : "failed after";
        var seconds = phase.Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        return $"{value.Phase}: {verb} {seconds} s" + (value.Detail is null ? "" : $", {value.Detail}");
    }
}
