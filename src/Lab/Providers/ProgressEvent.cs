namespace MiniStack.Lab.Providers;

/// <summary>One step of a long action. The receiver measures the time; phases may overlap.</summary>
/// <param name="Phase">Its title on the screen, such as <c>Control plane</c>; also its identity.</param>
/// <param name="State">Whether the phase still runs.</param>
/// <param name="Detail">What it does right now, or, on the last event, its result in a few words.</param>
public sealed record ProgressEvent(string Phase, ProgressState State, string? Detail = null);
