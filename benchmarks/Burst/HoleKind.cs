namespace MiniStack.Benchmarks.Burst;

internal enum HoleKind
{
    /// <summary>The stack's name.</summary>
    Name,

    Namespace,
    Uid,
    ResourceVersion,
}
