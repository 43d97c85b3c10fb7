namespace MiniStack.Benchmarks.Burst;

/// <summary>What the server gave an object, and later requests have to name.</summary>
internal readonly record struct Learned(string Uid, string ResourceVersion);
