using k8s.Models;

namespace MiniStack.Operator.Core.Entities;

/// <summary>The data volume.</summary>
public sealed record StorageSpec
{
    /// <summary>May grow, never shrink.</summary>
    public ResourceQuantity Size { get; set; } = new("1Gi");

    /// <summary>Null means the cluster's default class. Immutable.</summary>
    public string? StorageClassName { get; set; }
}
