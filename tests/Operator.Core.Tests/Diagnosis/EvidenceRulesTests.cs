using k8s.Models;
using MiniStack.Operator.Core.Diagnosis;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Resources;
using MiniStack.Operator.Core.Tests.Planning;

namespace MiniStack.Operator.Core.Tests.Diagnosis;

public sealed class EvidenceRulesTests
{
    private static readonly DateTime Now = new(2030, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    /// <summary>The condition Ready and for how many seconds it has been so; how many seconds until evidence is read.</summary>
    [Theory]
    [InlineData("ready", 1, "True", 100, false, null)]
    [InlineData("just not ready any more", 0, "True", 100, false, 2.0)]
    [InlineData("not ready for a second", 0, "False", 1, false, 1.0)]
    [InlineData("not ready for long", 0, "False", 60, false, 0.0)]
    [InlineData("ready again after a diagnosis, as pods that crash are in between", 1, "False", 60, true, 0.0)]
    [InlineData("ready again after mere progress", 1, "False", 60, false, null)]
    public void Evidence_is_read_only_while_something_is_amiss(
        string what, int readyPods, string status, int seconds, bool isDiagnosed, double? expected)
    {
        var observed = Observed.Ready() with { Api = Observed.Api(readyPods) };
        observed.Stack.Status = new MiniStackStatus
        {
            Conditions =
            [
                Condition("Ready", status, seconds), Condition("DatabaseReady", "True", 3600), Condition("ApiReady", readyPods > 0 ? "True" : "False", seconds),
            ],
            Diagnosis = isDiagnosed ? new DiagnosisStatus() : null,
        };

        Assert.True(expected == EvidenceRules.DueIn(observed, Now)?.TotalSeconds, what);
    }

    [Fact]
    public void Nothing_is_read_of_a_stack_that_serves_and_has_a_wish_that_the_cluster_cannot_meet()
    {
        var observed = Observed.Ready();
        observed.Stack.Status = new MiniStackStatus { Diagnosis = new DiagnosisStatus { Code = "ExpansionUnsupported" } };

        Assert.Null(EvidenceRules.DueIn(observed, Now));
    }

    [Fact]
    public void A_stack_that_waited_for_its_turn_is_given_the_time_that_a_start_takes()
    {
        var observed = Observed.Ready() with { Api = null, Database = Observed.Database(0) };
        observed.Stack.Metadata.CreationTimestamp = Now.AddMinutes(-1);

        Assert.Equal(2, EvidenceRules.DueIn(observed, Now)?.TotalSeconds);
    }

    [Fact]
    public void Each_step_of_a_start_has_its_own_time()
    {
        var observed = Observed.Ready() with { Api = null };
        observed.Stack.Status = new MiniStackStatus
        {
            Conditions = [Condition("Ready", "False", 60), Condition("DatabaseReady", "False", 60), Condition("ApiReady", "False", 60)],
        };

        Assert.Equal(2, EvidenceRules.DueIn(observed, Now)?.TotalSeconds);

        observed.Stack.Status.Conditions = [Condition("Ready", "False", 60), Condition("DatabaseReady", "True", 1), Condition("ApiReady", "False", 60)];

        Assert.Equal(1, EvidenceRules.DueIn(observed, Now)?.TotalSeconds);
    }

    [Fact]
    public void A_stack_that_is_to_have_no_pods_or_is_left_alone_is_not_looked_into()
    {
        var suspended = Observed.Ready() with { Api = Observed.Api(0) };
        suspended.Stack.Spec.Suspend = true;
        var paused = Observed.Ready() with { Api = Observed.Api(0) };
        paused.Stack.Metadata.Annotations = new Dictionary<string, string> { [Annotations.Paused] = "true" };

        Assert.Null(EvidenceRules.DueIn(suspended, Now));
        Assert.Null(EvidenceRules.DueIn(paused, Now));
    }

    [Fact]
    public void Pods_alone_are_read_of_a_stack_that_has_them_all_ready()
    {
        Assert.False(EvidenceRules.LacksPods(Observed.Ready()));
        Assert.True(EvidenceRules.LacksPods(Observed.Ready() with { Api = Observed.Api(0) }));
        Assert.True(EvidenceRules.LacksPods(Observed.Ready() with { Database = Observed.Database(0) }));
        Assert.True(EvidenceRules.LacksPods(Observed.Ready() with { UnderWay = "A Job runs." }));
    }

    [Fact]
    public void Secrets_are_asked_for_only_where_a_program_may_have_told_one()
    {
        var silent = Pod("silent", Container(ready: true, new V1ContainerState { Running = new() }, Ended(1, "Error", null)));
        var loud = Pod("loud", Container(ready: true, new V1ContainerState { Running = new() }, Ended(1, "Error", "It said why.")));

        Assert.False(EvidenceRules.HasWords(new Evidence { Pods = [silent] }));
        Assert.True(EvidenceRules.HasWords(new Evidence { Pods = [silent, loud] }));
        Assert.True(EvidenceRules.HasWords(new Evidence { Pods = [silent], Logs = [new ContainerLog("silent", "api", false, "words")] }));
    }

    /// <summary>Kubelets have the command line at hand, in which <c>$(TOKEN)</c> is no more, and what a hook or a probe wrote.</summary>
    [Theory]
    [InlineData("CreateContainerError", true)]
    [InlineData("RunContainerError", true)]
    [InlineData("CreateContainerConfigError", true)]
    [InlineData("PostStartHookError", true)]
    [InlineData("SomeErrorOfTomorrow", true)]
    [InlineData("CrashLoopBackOff", false)]
    [InlineData("ImagePullBackOff", false)]
    [InlineData("ErrImagePull", false)]
    public void What_a_container_waits_for_may_tell_its_command_line(string reason, bool expected)
    {
        var waiting = new V1ContainerState { Waiting = new() { Reason = reason, Message = "exec: \"serve --token hunter2\": not found" } };
        var evidence = new Evidence { Pods = [Pod("waiting", Container(ready: false, waiting))] };

        Assert.Equal(expected, EvidenceRules.HasWords(evidence));
        Assert.Equal(expected ? null : waiting.Waiting.Message, evidence.WithoutWords().Pods[0].Status.ContainerStatuses[0].State.Waiting.Message);
        Assert.False(EvidenceRules.HasWords(evidence.WithoutWords()));
    }

    [Theory]
    [InlineData("Failed", "Error: failed to create containerd task: exec: \"serve --token hunter2\": not found", true)]
    [InlineData("FailedPostStartHook", "Exec lifecycle hook failed: hunter2", true)]
    [InlineData("FailedPreStopHook", "PreStopHook failed: hunter2", true)]
    [InlineData("Unhealthy", "Readiness probe failed: hunter2", true)]
    [InlineData("ProbeWarning", "Readiness probe warning: hunter2", true)]
    [InlineData("SomeReasonOfTomorrow", "hunter2", true)]
    [InlineData("Failed", "Failed to pull image \"shop:2\": not found", false)]
    [InlineData("Failed", "Error: ErrImagePull", false)]
    [InlineData("Failed", "Error: ImagePullBackOff", false)]
    [InlineData("BackOff", "Back-off pulling image \"shop:2\"", false)]
    [InlineData("FailedScheduling", "0/1 nodes are available: 1 Insufficient cpu.", false)]
    [InlineData("FailedMount", "MountVolume.SetUp failed for volume \"v\" : secret \"nope\" not found", false)]
    [InlineData("Killing", "Stopping container api", false)]
    [InlineData("Unhealthy", null, false)]
    public void An_event_of_a_pod_may_tell_what_a_program_wrote(string reason, string? message, bool expected)
    {
        var evidence = new Evidence { Events = [Scene.Event(Scene.ApiPod(), reason, message!)] };

        Assert.Equal(expected, EvidenceRules.HasWords(evidence));
        Assert.Equal(expected ? null : message, evidence.WithoutWords().Events[0].Message);
        Assert.False(EvidenceRules.HasWords(evidence.WithoutWords()));
    }

    [Fact]
    public void Controllers_have_seen_no_secret() => Assert.False(EvidenceRules.HasWords(new Evidence
    {
        Events = [Scene.Event(new V1ObjectReference { Kind = "ReplicaSet", Name = "demo-api-1" }, "FailedCreate", "exceeded quota")],
    }));

    [Fact]
    public void Logs_are_read_where_a_status_says_too_little()
    {
        V1Pod[] pods =
        [
            Pod("ready", Container(ready: true, new V1ContainerState { Running = new() })),
            Pod("unready", Container(ready: false, new V1ContainerState { Running = new() })),
            Pod("waiting", Container(ready: false, new V1ContainerState { Waiting = new() { Reason = "ContainerCreating" } })),
            Pod("told", Container(ready: false, new V1ContainerState { Waiting = new() }, Ended(1, "Error", "It said why."))),
            Pod("silent", Container(ready: false, new V1ContainerState { Waiting = new() }, Ended(0, "Completed", null))),
            Pod("just-ended", Container(ready: false, Ended(2, "Error", ""))),
            Pod("oom", Container(ready: false, Ended(137, "OOMKilled", null))),
        ];

        Assert.Equal(
            ["just-ended: end", "silent: end of the run before", "unready: now"],
            EvidenceRules.LogsOf(pods).Select(Words));
    }

    [Fact]
    public void A_container_that_runs_again_after_it_ended_without_a_word_is_asked_for_both_runs() => Assert.Equal(
        ["again: now", "again: end of the run before"],
        EvidenceRules.LogsOf([Pod("again", Container(ready: false, new V1ContainerState { Running = new() }, Ended(0, "Completed", null)))]).Select(Words));

    [Fact]
    public void Few_logs_are_read_however_many_pods_there_are() => Assert.Equal(4, EvidenceRules.LogsOf(
        Enumerable.Range(0, 20).Select(i => Pod($"pod-{i}", Container(ready: false, new V1ContainerState { Running = new() })))).Count);

    private static string Words(LogRequest each) =>
        $"{each.Pod}: {(each.IsOfLastEnd ? "end" : "now")}{(each.AsksForPrevious ? " of the run before" : "")}";

    private static V1ContainerState Ended(int exitCode, string reason, string? message) =>
        new() { Terminated = new V1ContainerStateTerminated { ExitCode = exitCode, Reason = reason, Message = message } };

    private static V1ContainerStatus Container(bool ready, V1ContainerState state, V1ContainerState? last = null) =>
        new() { Name = "api", Ready = ready, State = state, LastState = last };

    private static V1Pod Pod(string name, V1ContainerStatus status) => new()
    {
        Metadata = new V1ObjectMeta { Name = name },
        Status = new V1PodStatus { ContainerStatuses = [status] },
    };

    private static V1Condition Condition(string type, string status, int seconds) =>
        new() { Type = type, Status = status, LastTransitionTime = Now.AddSeconds(-seconds) };
}
