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

    /// <summary>Of the cluster, at most some, where a pod is kept off by a taint. None where the reader may not read them.</summary>
    public IReadOnlyList<ObservedNode> Nodes { get; init; } = [];

    /// <summary>Of <c>spec.api.imagePullSecrets</c>, what there is no Secret of; null where nobody has looked, or not all could be looked for.</summary>
    public IReadOnlyList<string>? MissingPullSecrets { get; init; }

    /// <summary>What could not be read, as <c>pods</c> or <c>events</c>, and why: nothing follows from its not being here.</summary>
    public IReadOnlyDictionary<string, string> Unread { get; init; } = new Dictionary<string, string>();

    /// <summary>Some of what is unread may be there at the next look.</summary>
    public bool IsPassing { get; init; }

    /// <summary>The same without what programs wrote: see <see cref="ProgramWords"/>.</summary>
    public Evidence WithoutWords()
    {
        return this with
        {
            Logs = [],
            Pods = [.. Pods.Select(pod => pod.Status is { } status ? pod with { Status = Pod(status) } : pod)],
            Events = [.. Events.Select(ProgramWords.Without)],
        };

        static V1PodStatus Pod(V1PodStatus status) => status with
        {
            InitContainerStatuses = status.InitContainerStatuses?.Select(Container).ToList(),
            ContainerStatuses = status.ContainerStatuses?.Select(Container).ToList(),
        };

        static V1ContainerStatus Container(V1ContainerStatus status) =>
            status with { State = ProgramWords.Without(status.State), LastState = ProgramWords.Without(status.LastState) };
    }
}
