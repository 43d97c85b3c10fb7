using MiniStack.Lab.Providers;

namespace MiniStack.Lab.Ui;

/// <summary>One phase as it stands; its time runs from its first event to its last, or until now while it runs.</summary>
public sealed record Phase(string Name, ProgressState State, string? Detail, TimeSpan Elapsed);
