using k8s.Models;

namespace MiniStack.Operator.Core.Diagnosis;

/// <summary>What of a node tells whether it takes a pod.</summary>
public sealed record ObservedNode(string Name, IReadOnlyDictionary<string, string> Labels, IReadOnlyList<V1Taint> Taints);
