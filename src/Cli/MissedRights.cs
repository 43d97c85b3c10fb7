using MiniStack.Operator.Cluster;

namespace MiniStack.Cli;

/// <summary>What was not seen, and that the report is made without, in a sentence or two.</summary>
internal sealed class MissedRights
{
    private const string Secrets = "Secrets";

    private readonly SortedSet<string> _forbidden = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _failed = new(StringComparer.Ordinal);

    public void Add(Missed missed)
    {
        lock (_forbidden)
        {
            var thing = missed.What.StartsWith("Secret ", StringComparison.Ordinal) ? Secrets : missed.What;
            if (missed.IsForbidden)
            {
                _forbidden.Add(thing);
            }
            else
            {
                _failed[thing] = missed.Why.TrimEnd('.');
            }
        }
    }

    /// <summary>Null when everything could be read.</summary>
    public string? Sentence
    {
        get
        {
            string?[] sentences =
            [
                _forbidden.Count == 0 ? null : $"You may not read {string.Join(", ", _forbidden)}, so all this is told without.",
                .. _failed.Select(each => $"The cluster did not give {each.Key}, so all this is told without: {each.Value}."),
                _forbidden.Contains(Secrets) || _failed.ContainsKey(Secrets) ? "Secrets in it are recognised by their looks alone." : null,
            ];
            return string.Join(' ', sentences.OfType<string>()) is { Length: > 0 } all ? all : null;
        }
    }
}
