using System.Collections.Frozen;

namespace MiniStack.Operator.Core.Diagnosis.Redaction;

/// <summary>
/// Tells a value from the rest of a sentence, as in <c>failed to fetch anonymous token: unexpected status</c> and
/// <c>may require authorization: server message: denied</c>.
/// </summary>
internal static class Prose
{
    private static readonly FrozenSet<string> Words = FrozenSet.ToFrozenSet(
        [
            "a", "an", "and", "are", "authentication", "bad", "can", "cannot", "connect", "context", "could", "couldn't", "denied", "dial", "does",
            "eof", "error", "expected", "expired", "failed", "failure", "file", "for", "get", "got", "has", "http", "illegal", "in", "incorrect",
            "invalid", "is", "it", "lookup", "malformed", "missing", "must", "no", "not", "open", "option", "or", "permission", "post", "received",
            "requires", "rpc", "server", "serviceaccounts", "should", "stat", "the", "this", "timed", "timeout", "to", "too", "unable",
            "unauthorized", "unexpected", "unknown", "unsupported", "was", "wrong", "you", "your",
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>A word that begins the rest of a sentence stands here, and more follows on the line.</summary>
    public static bool GoesOn(string text, int start)
    {
        var end = ValueScanner.EndOfWord(text, start);
        return end < ValueScanner.EndOfLine(text, start) && Words.Contains(text[start..end].TrimEnd(':', ','));
    }
}
