namespace MiniStack.Operator.Core.Status;

/// <summary>Whether the last lines of a log tell something that the status does not tell yet.</summary>
public static class LogNews
{
    /// <param name="told">The lines that the status has.</param>
    /// <param name="read">Those that the log ends with at this look.</param>
    /// <returns>The lines that the status is to have: <paramref name="told"/> where nothing but probes has been answered since.</returns>
    public static IReadOnlyList<string> Of(IList<string> told, IReadOnlyList<string> read, AccessLines access)
    {
        if (told.Count == 0)
        {
            return read;
        }

        var (before, after) = (told.Where(line => !access.Contain(line)).ToList(), read.Where(line => !access.Contain(line)).ToList());
        // Access lines push the others out at the beginning.
        return after.Count <= before.Count && after.SequenceEqual(before.TakeLast(after.Count), StringComparer.Ordinal) ? [.. told] : read;
    }
}
