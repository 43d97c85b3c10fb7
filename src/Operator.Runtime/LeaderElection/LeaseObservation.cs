namespace MiniStack.Operator.Runtime.LeaderElection;

/// <summary>
/// Tells when another's lease has run out, by our own monotonic clock alone: only the time for which we saw it unchanged counts, so that
/// clocks may differ by any amount.
/// </summary>
internal sealed class LeaseObservation(TimeProvider time)
{
    private LeaseRecord? _record;
    private long _since;

    /// <returns>How long it is still to be respected if nothing changes; zero when it may be taken.</returns>
    public TimeSpan Observe(LeaseRecord record)
    {
        if (record != _record)
        {
            (_record, _since) = (record, time.GetTimestamp());
        }

        var left = record.Duration - time.GetElapsedTime(_since);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
