using k8s.Models;

namespace MiniStack.Operator.Core.Diagnosis;

/// <summary>What is read of a stack only while it lacks ready pods. None of it is watched, and none is kept.</summary>
public sealed record Evidence
{
    public static Evidence None { get; } = new();

    /// <summary>False where nobody has looked: what is not in it may be there all the same.</summary>
    public bool WasRead => !ReferenceEquals(this, None);

    /// <summary>Every pod with the stack's label, those of its Jobs included.</summary>
    public IReadOnlyList<V1Pod> Pods { get; init; } = [];

    public IReadOnlyList<V1ReplicaSet> ReplicaSets { get; init; } = [];

    /// <summary>About the stack's pods and other children.</summary>
    public IReadOnlyList<Corev1Event> Events { get; init; } = [];

    public IReadOnlyList<ContainerLog> Logs { get; init; } = [];

    /// <summary>Values that must not be told, beyond those of the stack's own Secrets: what the API reads from others.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];
}
