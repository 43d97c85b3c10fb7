using k8s.Models;
using MiniStack.Operator.Core.Diagnosis;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Resources;
using MiniStack.Operator.Core.Tests.Resources;

namespace MiniStack.Operator.Core.Tests.Diagnosis;

/// <summary>A stack with one pod, of the operator's own templates, in whatever state a test says. Times are seconds before the look.</summary>
internal sealed class TestPod
{
    public static readonly DateTime Now = new(2026, 1, 2, 3, 10, 0, DateTimeKind.Utc);

    private readonly V1Alpha1MiniStack _stack;
    private readonly V1Pod _pod;
    private readonly V1ContainerStatus _status;
    private readonly List<Corev1Event> _events = [];
    private readonly List<ContainerLog> _logs = [];
    private Credentials? _credentials;

    private TestPod(V1Alpha1MiniStack stack, string name, string component, V1PodSpec spec, string container)
    {
        _stack = stack;
        _status = new V1ContainerStatus { Name = container, State = new V1ContainerState(), LastState = new V1ContainerState() };
        _pod = new V1Pod
        {
            Metadata = new V1ObjectMeta { Name = name, Uid = $"{name}-uid", Labels = Labels.Selector(stack.Metadata.Name, component) },
            Spec = spec,
            Status = new V1PodStatus { Phase = "Running", Conditions = [], ContainerStatuses = [_status] },
        };
        Ready(false, changed: 300);
    }

    public static TestPod OfApi(Action<MiniStackSpec>? change = null)
    {
        var stack = Stacks.With(change ?? (_ => { }));
        var revision = TemplateRevision.Current(ClusterCapabilities.Newest);
        return new TestPod(
            stack, "demo-api-1", Labels.ApiComponent, ApiDeployment.Build(stack, Children.Rollout(stack, revision)).Spec.Template.Spec, "api");
    }

    public static TestPod OfDatabase(Action<MiniStackSpec>? change = null)
    {
        var stack = Stacks.With(change ?? (_ => { }));
        var spec = PostgresStatefulSet.Build(stack, TemplateRevision.Current(ClusterCapabilities.Newest), "5a17ed").Spec.Template.Spec;
        return new TestPod(stack, "demo-db-0", Labels.DatabaseComponent, spec, "postgres");
    }

    public TestPod Waiting(string reason, string? message = null)
    {
        _status.State = new V1ContainerState { Waiting = new V1ContainerStateWaiting { Reason = reason, Message = message } };
        return this;
    }

    public TestPod Running(int since, bool hasStarted = false)
    {
        _status.State = new V1ContainerState { Running = new V1ContainerStateRunning { StartedAt = Ago(since) } };
        _status.Started = hasStarted;
        return this;
    }

    /// <summary>The run that ended last; the present state unless another is given.</summary>
    public TestPod Ended(int exitCode, string? message = null, int ago = 5, int lasted = 2, string? reason = null)
    {
        var state = new V1ContainerState
        {
            Terminated = new V1ContainerStateTerminated
            {
                ExitCode = exitCode,
                Reason = reason ?? (exitCode == 0 ? "Completed" : "Error"),
                Message = message,
                StartedAt = Ago(ago + lasted),
                FinishedAt = Ago(ago),
            },
        };
        if (_status.State is { Waiting: null, Running: null })
        {
            _status.State = state;
        }

        _status.LastState = state;
        return this;
    }

    /// <summary>How often it was started again.</summary>
    public TestPod Restarted(int times)
    {
        _status.RestartCount = times;
        return this;
    }

    /// <param name="changed">When it last became so.</param>
    public TestPod Ready(bool isReady, int changed)
    {
        _status.Ready = isReady;
        _pod.Status.Conditions = [new V1PodCondition { Type = "Ready", Status = isReady ? "True" : "False", LastTransitionTime = Ago(changed) }];
        return this;
    }

    public TestPod Deleted()
    {
        _pod.Metadata.DeletionTimestamp = Ago(-30);
        return this;
    }

    public TestPod Event(string reason, string message, int last = 1, int? first = null, bool isOfPod = false, string? container = null)
    {
        _events.Add(new Corev1Event
        {
            Metadata = new V1ObjectMeta { Name = $"event-{_events.Count}" },
            Reason = reason,
            Message = message,
            InvolvedObject = new V1ObjectReference
            {
                Kind = "Pod",
                Name = _pod.Metadata.Name,
                Uid = _pod.Metadata.Uid,
                FieldPath = isOfPod ? null : $"spec.containers{{{container ?? _status.Name}}}",
            },
            FirstTimestamp = Ago(first ?? last),
            LastTimestamp = Ago(last),
        });
        return this;
    }

    /// <summary>What the stack's status says already.</summary>
    public TestPod WithTold(Finding told)
    {
        _stack.Status = new MiniStackStatus
        {
            Conditions = [new V1Condition { Type = "Stalled", Status = told.Stalls ? "True" : "False" }],
            Diagnosis = new DiagnosisStatus
            {
                Component = told.Component,
                Code = told.Code.Name,
                Message = told.Message,
                Hint = told.Advice,
                LogTail = [.. told.LogTail],
            },
        };
        return this;
    }

    public TestPod Log(string text, bool isPrevious = false, bool isWhole = false)
    {
        _logs.Add(new ContainerLog(_pod.Metadata.Name, _status.Name, isPrevious, text) { IsWhole = isWhole });
        return this;
    }

    public TestPod WithCredentials(Credentials credentials)
    {
        _credentials = credentials;
        return this;
    }

    public TestPod WithPod(Action<V1Pod> change)
    {
        change(_pod);
        return this;
    }

    public Core.Diagnosis.Diagnosis Diagnose() => StackDiagnosis.Diagnose(
        new ObservedStack(_stack) { Database = ReadyDatabase(), Credentials = _credentials, Evidence = new Evidence { Pods = [_pod], Events = _events, Logs = _logs } }, [], Now);

    /// <summary>The root cause in one line, as <c>CODE: MESSAGE</c>; null when nothing is wrong.</summary>
    public string? Told() => Diagnose().Root is { } root ? $"{root.Code}: {root.Message}" : null;

    /// <summary>Null for a pod of the database itself.</summary>
    private V1StatefulSet? ReadyDatabase()
    {
        if (_status.Name != Names.ApiContainer)
        {
            return null;
        }

        var set = PostgresStatefulSet.Build(_stack, TemplateRevision.Current(ClusterCapabilities.Newest), "5a17ed");
        set.Metadata.Generation = 1;
        set.Status = new V1StatefulSetStatus { ObservedGeneration = 1, Replicas = 1, ReadyReplicas = 1 };
        return set;
    }

    private static DateTime Ago(int seconds) => Now - TimeSpan.FromSeconds(seconds);
}
