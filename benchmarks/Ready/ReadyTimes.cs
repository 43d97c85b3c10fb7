namespace MiniStack.Benchmarks.Ready;

/// <summary>How long one stack took, in seconds since kubectl was started.</summary>
internal sealed record ReadyTimes(double Database, double All);
