namespace MiniStack.Benchmarks.Heal;

/// <summary>How long it took from the event that showed a fault to the one that showed it put right.</summary>
internal sealed record Healing(Fault Fault, TimeSpan Operator, TimeSpan Floor);
