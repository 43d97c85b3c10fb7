namespace MiniStack.Lab.Deploy;

/// <summary>Image names as containerd stores them.</summary>
public static class ImageReference
{
    /// <summary>
    /// The full name: <c>postgres</c> is <c>docker.io/library/postgres:latest</c>. The first part is a registry only when it
    /// has a dot or a colon or is <c>localhost</c> (github.com/distribution/reference, "familiar names").
    /// </summary>
    public static string Normalize(string reference)
    {
        var slash = reference.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? "" : reference[..slash];
        var hasRegistry = first.Contains('.', StringComparison.Ordinal) || first.Contains(':', StringComparison.Ordinal) || first == "localhost";
        var full = hasRegistry ? reference : slash < 0 ? $"docker.io/library/{reference}" : $"docker.io/{reference}";
        var path = full[(full.LastIndexOf('/') + 1)..];
        return path.Contains(':', StringComparison.Ordinal) || path.Contains('@', StringComparison.Ordinal) ? full : full + ":latest";
    }
}
