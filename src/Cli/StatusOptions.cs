namespace MiniStack.Cli;

/// <summary>What <c>kubectl ministack status</c> was asked.</summary>
internal sealed record StatusOptions
{
    /// <summary>One stack; null for all.</summary>
    public string? Name { get; init; }

    /// <summary>Null for the context's own.</summary>
    public string? Namespace { get; init; }

    public bool AllNamespaces { get; init; }

    /// <summary>A path; null to look where kubectl does.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>Null for the current one.</summary>
    public string? Context { get; init; }
}
