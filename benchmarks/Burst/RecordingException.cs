namespace MiniStack.Benchmarks.Burst;

/// <summary>What was recorded can't be repeated; the message says why.</summary>
internal sealed class RecordingException(string message) : Exception(message);
