namespace MiniStack.Benchmarks.Burst;

/// <summary>A place in a recorded text that is another's at each repetition.</summary>
/// <param name="Step">Whose answer has it; of no meaning for names.</param>
internal readonly record struct Hole(HoleKind Kind, int Step);
