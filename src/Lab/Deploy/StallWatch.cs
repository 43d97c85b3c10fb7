namespace MiniStack.Lab.Deploy;

/// <summary>
/// Tells when waiting for a stack is in vain: it waits for a person. One that did so before the wait began may come to life by what was just
/// brought in, and gets a minute, the longest that the operator takes to look again.
/// </summary>
public sealed class StallWatch(TimeProvider time)
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly long _started = time.GetTimestamp();
    private bool _wasWell;

    /// <summary>To be asked with every status that is seen.</summary>
    public bool IsInVain(StackStatus status)
    {
        _wasWell |= !status.IsStalled;
        return status.IsStalled && (_wasWell || time.GetElapsedTime(_started) > Patience);
    }
}
