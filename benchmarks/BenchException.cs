namespace MiniStack.Benchmarks;

/// <summary>Something can't be measured; the message says what and why, for whoever asked.</summary>
internal sealed class BenchException(string message) : Exception(message);
