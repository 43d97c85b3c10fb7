namespace MiniStack.Operator.Core.Entities;

/// <summary>How the API's Service is reached.</summary>
public sealed record ApiServiceSpec
{
    /// <summary><c>ClusterIP</c>, <c>NodePort</c> or <c>LoadBalancer</c>.</summary>
    public string Type { get; set; } = "ClusterIP";

    /// <summary>Within the cluster's range, 30000 to 32767 unless configured; null lets the cluster choose.</summary>
    public int? NodePort { get; set; }
}
