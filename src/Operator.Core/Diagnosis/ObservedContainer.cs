using k8s.Models;

namespace MiniStack.Operator.Core.Diagnosis;

/// <summary>A container of a pod: what it was to be and what became of it.</summary>
internal sealed record ObservedContainer(V1Container Spec, V1ContainerStatus Status, bool IsInit, IReadOnlyList<ContainerLog> Logs)
{
    public string Name => Spec.Name;

    public V1ContainerStateWaiting? Waiting => Status.State?.Waiting;

    public V1ContainerStateRunning? Running => Status.State?.Running;

    /// <summary>The last end that it came to: now, or before it was started again.</summary>
    public V1ContainerStateTerminated? LastEnd => Status.State?.Terminated ?? Status.LastState?.Terminated;

    /// <summary>What it wrote last: before its end when it has ended, else until now. Null when nothing was read.</summary>
    public string? Output => Running is null ? EndOutput : Logs.FirstOrDefault(log => !log.IsPrevious)?.Text;

    /// <summary>What it wrote before its last end.</summary>
    public string? EndOutput => string.IsNullOrWhiteSpace(LastEnd?.Message) ? Logs.FirstOrDefault(log => log.IsPrevious)?.Text : LastEnd.Message;

    /// <summary>It has started well and kept running for a while: its last end is history.</summary>
    public bool IsSteady(DateTime now) =>
        Status.Started is true && Running is { StartedAt: { } started } && now - started > TimeSpan.FromMinutes(1);
}
