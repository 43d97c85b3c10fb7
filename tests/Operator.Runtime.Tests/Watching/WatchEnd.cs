namespace MiniStack.Operator.Runtime.Tests.Watching;

internal enum WatchEnd
{
    Closed,

    /// <summary>The connection dies in the middle of a line.</summary>
    Torn,

    StaysOpen,
}
