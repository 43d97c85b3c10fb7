namespace MiniStack.Benchmarks.Scenarios;

/// <summary>One time of rest.</summary>
/// <param name="AllocatedBytes">On the managed heap, collected or not.</param>
internal sealed record SteadyTimes(DateTime From, DateTime Until, double CpuSeconds, double AllocatedBytes, long ResidentBytes);
