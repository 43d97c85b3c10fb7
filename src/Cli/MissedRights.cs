namespace MiniStack.Cli;

/// <summary>What the reader has no right to see, told in one sentence.</summary>
internal sealed class MissedRights
{
    private readonly SortedSet<string> _kinds = new(StringComparer.Ordinal);

    /// <param name="what">What was refused and in which words, parted by a colon.</param>
    public void Add(string what)
    {
        lock (_kinds)
        {
            var thing = what.Split(':')[0];
            _kinds.Add(thing.StartsWith("Secret ", StringComparison.Ordinal) ? "Secrets" : thing);
        }
    }

    /// <summary>Null when everything could be read.</summary>
    public string? Sentence => _kinds.Count == 0
        ? null
        : $"You may not read {string.Join(", ", _kinds)}, so all this is told without."
          + (_kinds.Contains("Secrets") ? " Secrets in it are recognised by their looks alone." : "");
}
