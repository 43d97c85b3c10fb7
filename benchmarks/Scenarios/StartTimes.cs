namespace MiniStack.Benchmarks.Scenarios;

/// <summary>One start of the operator; times since the start of the process was asked for.</summary>
/// <param name="Listed">The last of the informers' first lists was answered.</param>
/// <param name="FirstReconcile">Of no meaning where there is no stack.</param>
/// <param name="AllSeen">The last reconcile ended; of no meaning where there is no stack.</param>
internal sealed record StartTimes(
    TimeSpan FirstRequest, TimeSpan Listed, TimeSpan FirstReconcile, TimeSpan AllSeen, long SettledBytes, long PeakBytes);
