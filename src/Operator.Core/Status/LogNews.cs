namespace MiniStack.Operator.Core.Status;

/// <summary>Whether the last lines of a log tell something that the status does not tell yet.</summary>
public static class LogNews
{
    /// <param name="told">The lines that the status has.</param>
    /// <param name="read">Those that are to be shown at this look.</param>
    /// <returns>The lines that the status is to have: <paramref name="told"/> where only the first of them can no longer be read.</returns>
    public static IReadOnlyList<string> Of(IList<string> told, IReadOnlyList<string> read) =>
        read.Count <= told.Count && read.SequenceEqual(told.TakeLast(read.Count), StringComparer.Ordinal) ? [.. told] : read;
}
