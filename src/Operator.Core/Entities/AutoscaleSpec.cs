namespace MiniStack.Operator.Core.Entities;

/// <summary>Scaling of the API by its CPU use.</summary>
public sealed record AutoscaleSpec
{
    public int MinReplicas { get; set; } = 1;

    public int MaxReplicas { get; set; }

    /// <summary>Average CPU use to hold, in percent of the request; null means the cluster's own target (80).</summary>
    public int? CpuPercent { get; set; }
}
