namespace MiniStack.Operator.Configuration;

/// <summary>How this process was told to run.</summary>
internal sealed record OperatorOptions
{
    /// <summary>Null: the pod's ServiceAccount, or the user's kubeconfig out of cluster.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>Empty: the whole cluster.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    public int Workers { get; init; } = 8;

    /// <summary>Work only while holding the lease, so that no two operators work at once.</summary>
    public bool LeaderElect { get; init; } = true;

    /// <summary>Whom the lease names: the pod, so that a container that is restarted in it goes on at once.</summary>
    public required string Identity { get; init; }

    /// <summary>Null: the namespace that this process belongs to.</summary>
    public string? LeaseNamespace { get; init; }

    public PodSecurityLevel PodSecurity { get; init; } = PodSecurityLevel.Baseline;

    public int HttpPort { get; init; } = 8080;

    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    public LogFormat LogFormat { get; init; } = LogFormat.Json;
}
