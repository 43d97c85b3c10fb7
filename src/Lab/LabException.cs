namespace MiniStack.Lab;

/// <summary>
/// A failure the user can read: the message is one sentence (what failed, where, what to do), shown without a stack trace.
/// </summary>
public sealed class LabException(string message, IReadOnlyList<string>? logTail = null, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>The last lines of the log that tells why, oldest first; empty when no log says more.</summary>
    public IReadOnlyList<string> LogTail { get; } = logTail ?? [];
}
