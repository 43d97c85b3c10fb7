namespace MiniStack.Operator.Runtime.Tests.Watching;

internal enum WatchEnd
{
    Closed,

    /// <summary>The connection dies in the middle of a line.</summary>
    Torn,

    /// <summary>The connection is cut between two lines, as a proxy does it.</summary>
    Cut,

    StaysOpen,
}
