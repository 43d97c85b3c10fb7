using k8s.Models;

namespace MiniStack.Operator.Core.Entities;

/// <summary>SQL and shell scripts that run once, in the order of their names, on the empty volume.</summary>
public sealed record InitScriptsSpec
{
    public V1LocalObjectReference ConfigMapRef { get; set; } = new();
}
