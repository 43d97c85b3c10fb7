using MiniStack.Lab.Providers;

namespace MiniStack.Lab.Ui;

/// <summary>Every phase seen so far, in order of appearance, with its time. Safe to report to from several tasks at once.</summary>
public sealed class PhaseLog(TimeProvider time) : IProgress<ProgressEvent>
{
    private readonly Lock _lock = new();
    private readonly List<Entry> _entries = [];

    public void Report(ProgressEvent value)
    {
        lock (_lock)
        {
            var entry = _entries.Find(known => known.Name == value.Phase);
            if (entry is null)
                _entries.Add(entry = new Entry(value.Phase, time.GetTimestamp()));
            entry.State = value.State;
            entry.Detail = value.Detail ?? entry.Detail;
            entry.Ended = value.State == ProgressState.Running ? null : time.GetTimestamp();
        }
    }

    public IReadOnlyList<Phase> Snapshot()
    {
        lock (_lock)
        {
            return [.. _entries.Select(entry => new Phase(
                entry.Name, entry.State, entry.Detail, time.GetElapsedTime(entry.Started, entry.Ended ?? time.GetTimestamp())))];
        }
    }

    private sealed class Entry(string name, long started)
    {
        public string Name => name;
        public long Started => started;
        public long? Ended { get; set; }
        public ProgressState State { get; set; }
        public string? Detail { get; set; }
    }
}
