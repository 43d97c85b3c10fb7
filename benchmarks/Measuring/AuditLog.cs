namespace MiniStack.Benchmarks.Measuring;

/// <summary>What one user asked of the API server.</summary>
/// <param name="path">One JSON object a line.</param>
internal sealed class AuditLog(string path, string user)
{
    /// <summary>Where it ends now.</summary>
    public long Position => new FileInfo(path).Length;

    /// <summary>
    /// The requests that the server received within a time, each once, in the order in which they were answered. A watch may be missing
    /// until it has ended.
    /// </summary>
    /// <param name="from">A position of the log that is older than that.</param>
    public IReadOnlyList<AuditedRequest> Read(long from, DateTime since, DateTime until)
    {
        HashSet<string> seen = [];
        return
        [
            .. Lines(from).Where(line => line.Contains(user, StringComparison.Ordinal)).Select(AuditedRequest.Parse)
                .Where(each => each.User == user && each.Received >= since && each.Received < until && seen.Add(each.Id)),
        ];
    }

    private IEnumerable<string> Lines(long from)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Seek(from, SeekOrigin.Begin);
        using var reader = new StreamReader(file);

        // The server may be in the middle of the last line.
        while (reader.ReadLine() is { } line && line.EndsWith('}'))
        {
            yield return line;
        }
    }
}
