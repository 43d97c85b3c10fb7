namespace MiniStack.Operator.Configuration;

/// <summary>How this process was told to run.</summary>
internal sealed record OperatorOptions
{
    /// <summary>Null: the pod's ServiceAccount, or the user's kubeconfig out of cluster.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>Empty: the whole cluster.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    public int Workers { get; init; } = 8;

    public int HttpPort { get; init; } = 8080;

    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    public LogFormat LogFormat { get; init; } = LogFormat.Json;
}
