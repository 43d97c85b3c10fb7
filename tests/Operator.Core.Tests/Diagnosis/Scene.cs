using k8s.Models;
using MiniStack.Operator.Core.Diagnosis;
using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Resources;
using MiniStack.Operator.Core.Tests.Planning;

namespace MiniStack.Operator.Core.Tests.Diagnosis;

/// <summary>Pods, events and stacks by hand, as small as a rule needs them.</summary>
internal static class Scene
{
    public static readonly DateTime Now = new(2030, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    public static DateTime Ago(double seconds) => Now.AddSeconds(-seconds);

    /// <summary>A stack whose API and database have so many ready pods.</summary>
    public static ObservedStack Stack(int api = 1, int database = 1, int replicas = 1) =>
        Observed.Ready() with { Api = Observed.Api(api, replicas), Database = Observed.Database(database), Evidence = new Evidence() };

    public static ObservedStack With(this ObservedStack observed, params V1Pod[] pods) =>
        observed with { Evidence = observed.Evidence with { Pods = [.. observed.Evidence.Pods, .. pods] } };

    public static ObservedStack With(this ObservedStack observed, params Corev1Event[] events) =>
        observed with { Evidence = observed.Evidence with { Events = [.. observed.Evidence.Events, .. events] } };

    public static ObservedStack With(this ObservedStack observed, params V1ReplicaSet[] sets) =>
        observed with { Evidence = observed.Evidence with { ReplicaSets = [.. observed.Evidence.ReplicaSets, .. sets] } };

    public static Core.Diagnosis.Diagnosis Diagnose(this ObservedStack observed, params Finding[] known) => StackDiagnosis.Diagnose(observed, known, Now);

    /// <summary>The only finding.</summary>
    public static Finding Only(this ObservedStack observed) => Assert.Single(observed.Diagnose().Findings);

    /// <summary>Component and code of each, in order.</summary>
    public static IEnumerable<string> Codes(this Core.Diagnosis.Diagnosis diagnosis) => diagnosis.Findings.Select(each => $"{each.Component} {each.Code}");

    /// <summary>Scheduled, and its container runs.</summary>
    public static V1Pod ApiPod(string name = "demo-api-1", bool ready = false, double age = 300) =>
        Pod(name, Labels.ApiComponent, Names.ApiContainer, ready, age);

    public static V1Pod DatabasePod(bool ready = false, double age = 300)
    {
        var pod = Pod("demo-db-0", Labels.DatabaseComponent, Names.DatabaseContainer, ready, age);
        pod.Spec.Containers[0].Image = "postgres:17";
        pod.Spec.InitContainers = [new V1Container { Name = "prepare" }];
        pod.Spec.Volumes = [new V1Volume { Name = "data", PersistentVolumeClaim = new V1PersistentVolumeClaimVolumeSource { ClaimName = "demo-db-data" } }];
        return pod;
    }

    public static V1Pod JobPod(string job, string name, V1ContainerState state, int restarts = 0)
    {
        var pod = Pod(name, Labels.JobComponent, "main", ready: false, age: 60);
        pod.Metadata.OwnerReferences = [new V1OwnerReference { Kind = "Job", Name = job, Uid = $"uid-{job}", Controller = true }];
        pod.Status.ContainerStatuses[0] = pod.Status.ContainerStatuses[0] with { State = state, RestartCount = restarts };
        return pod;
    }

    /// <summary>No node has it.</summary>
    public static V1Pod Unscheduled(this V1Pod pod, string message, double seconds = 60, string reason = "Unschedulable")
    {
        pod.Spec.NodeName = null;
        pod.Status = new V1PodStatus
        {
            Phase = "Pending",
            Conditions = [Condition("PodScheduled", "False", seconds) with { Reason = reason, Message = message }],
        };
        return pod;
    }

    /// <summary>As the node lifecycle controller leaves it: only the pod's own condition changes.</summary>
    public static V1Pod OnLostNode(this V1Pod pod, double seconds = 20)
    {
        pod.Status.Conditions = [Condition("PodScheduled", "True", 600), Condition("ContainersReady", "True", 600), Condition("Ready", "False", seconds)];
        pod.Status.ContainerStatuses = [.. pod.Status.ContainerStatuses.Select(each => each with { Ready = true })];
        return pod;
    }

    public static V1Pod Waiting(this V1Pod pod, string reason, string? message = null, V1ContainerState? last = null)
    {
        pod.Status.ContainerStatuses[0] = pod.Status.ContainerStatuses[0] with
        {
            State = new V1ContainerState { Waiting = new V1ContainerStateWaiting { Reason = reason, Message = message } },
            LastState = last,
        };
        return pod;
    }

    public static V1Pod Labelled(this V1Pod pod, string key, string value)
    {
        pod.Metadata.Labels[key] = value;
        return pod;
    }

    public static V1ContainerState Ended(int exitCode, string? message = null, string reason = "Error", double seconds = 5) => new()
    {
        Terminated = new V1ContainerStateTerminated
        {
            ExitCode = exitCode,
            Reason = reason,
            Message = message,
            StartedAt = Ago(seconds + 1),
            FinishedAt = Ago(seconds),
        },
    };

    public static Corev1Event Event(
        V1ObjectReference about, string reason, string message, double seconds = 30, string type = "Warning", double? first = null) => new()
        {
            Metadata = new V1ObjectMeta { Name = $"{about.Name}.{reason}" },
            InvolvedObject = about,
            Reason = reason,
            Message = message,
            Type = type,
            FirstTimestamp = Ago(first ?? seconds),
            LastTimestamp = Ago(seconds),
        };

    public static Corev1Event Event(V1Pod about, string reason, string message, double seconds = 30, string type = "Warning", double? first = null) =>
        Event(new V1ObjectReference { Kind = "Pod", Name = about.Metadata.Name, Uid = about.Metadata.Uid }, reason, message, seconds, type, first);

    public static V1ReplicaSet ReplicaSet(string hash, int revision, int wanted = 1, int there = 1) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = $"demo-api-{hash}",
            Uid = $"uid-{hash}",
            Labels = new Dictionary<string, string> { ["pod-template-hash"] = hash },
            Annotations = new Dictionary<string, string> { ["deployment.kubernetes.io/revision"] = $"{revision}" },
        },
        Spec = new V1ReplicaSetSpec { Replicas = wanted },
        Status = new V1ReplicaSetStatus { Replicas = there },
    };

    public static V1PodCondition Condition(string type, string status, double seconds) =>
        new() { Type = type, Status = status, LastTransitionTime = Ago(seconds) };

    private static V1Pod Pod(string name, string component, string container, bool ready, double age) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = name,
            Uid = $"uid-{name}",
            CreationTimestamp = Ago(age),
            Labels = new Dictionary<string, string> { [Labels.Component] = component },
        },
        Spec = new V1PodSpec { NodeName = "node-1", Containers = [new V1Container { Name = container, Image = "shop:1" }] },
        Status = new V1PodStatus
        {
            Phase = "Running",
            Conditions =
            [
                Condition("PodScheduled", "True", age),
                Condition("ContainersReady", ready ? "True" : "False", age - 1),
                Condition("Ready", ready ? "True" : "False", age - 1),
            ],
            ContainerStatuses =
            [
                new V1ContainerStatus
                {
                    Name = container,
                    Ready = ready,
                    Started = ready,
                    State = new V1ContainerState { Running = new V1ContainerStateRunning { StartedAt = Ago(age - 1) } },
                },
            ],
        },
    };
}
