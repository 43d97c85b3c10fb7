using k8s.Models;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Diagnosis;

/// <summary>A container of a pod: what it was to be and what became of it.</summary>
internal sealed record ObservedContainer(V1Container Spec, V1ContainerStatus Status, bool IsInit, IReadOnlyList<ContainerLog> Logs)
{
    /// <summary>What a kubelet answers in place of a log that it no longer has.</summary>
    private const string LostLog = "unable to retrieve container logs";

    public string Name => Spec.Name;

    public V1ContainerStateWaiting? Waiting => Status.State?.Waiting;

    public V1ContainerStateRunning? Running => Status.State?.Running;

    /// <summary>The port that it is to listen on.</summary>
    public int? Port => Spec.Ports?.FirstOrDefault()?.ContainerPort;

    /// <summary>Something else put it into the pod, such as a mesh: no field of the spec is about it.</summary>
    public bool IsForeign => Name is not (Names.ApiContainer or Names.DatabaseContainer or Names.PrepareContainer);

    /// <summary>Begins a sentence: <c>Container api of {pod}</c>.</summary>
    public string Place => $"{(IsInit ? "Init container" : "Container")} {Name} of {Suspicion.PodMark}";

    /// <summary><see cref="Place"/> within a sentence.</summary>
    public string PlaceWithin => Phrase.Within(Place);

    /// <summary>The last end that it came to: now, or before it was started again.</summary>
    public V1ContainerStateTerminated? LastEnd => Status.State?.Terminated ?? Status.LastState?.Terminated;

    /// <summary>What it wrote last: before its end when it has ended, else until now.</summary>
    public ProgramOutput Output => Running is null ? EndOutput : PresentOutput;

    /// <summary>What it wrote before its last end.</summary>
    public ProgramOutput EndOutput { get; } = Written(LastWords(Status.State?.Terminated ?? Status.LastState?.Terminated, Logs));

    private ProgramOutput PresentOutput { get; } = Written(Logs.FirstOrDefault(log => !log.IsPrevious)?.Text);

    /// <param name="kind"><c>Startup</c>, <c>Liveness</c> or <c>Readiness</c>.</param>
    public V1Probe? ProbeOf(string kind) => kind switch
    {
        "Startup" => Spec.StartupProbe,
        "Liveness" => Spec.LivenessProbe,
        _ => Spec.ReadinessProbe,
    };

    /// <summary>Of the pod's events those about this container, the oldest first.</summary>
    public IEnumerable<Corev1Event> EventsOf(ObservedPod pod)
    {
        var path = $"spec.{(IsInit ? "initContainers" : "containers")}{{{Name}}}";
        return pod.Events.Where(each => each.InvolvedObject?.FieldPath == path);
    }

    private static ProgramOutput Written(string? text) => text is null ? ProgramOutput.None : new(text);

    private static string? LastWords(V1ContainerStateTerminated? end, IReadOnlyList<ContainerLog> logs)
    {
        var log = logs.FirstOrDefault(each => each.IsPrevious && !each.Text.StartsWith(LostLog, StringComparison.Ordinal))?.Text;
        // A kubelet keeps less in the status than the log has.
        return string.IsNullOrWhiteSpace(end?.Message) || log?.Length > end.Message.Length ? log : end.Message;
    }

    /// <summary>It has started well and kept running for a while: its last end is history.</summary>
    public bool IsSteady(DateTime now) =>
        Status.Started is true && Running is { StartedAt: { } started } && now - started > TimeSpan.FromMinutes(1);
}
