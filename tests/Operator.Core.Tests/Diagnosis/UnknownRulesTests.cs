using k8s.Models;
using MiniStack.Operator.Core.Diagnosis;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Planning;

namespace MiniStack.Operator.Core.Tests.Diagnosis;

public sealed class UnknownRulesTests
{
    [Fact]
    public void Waiting_reason_that_nobody_knows_is_told_as_it_is() => AssertUnknown(
        "The database is not ready, container postgres of pod demo-db-0 waits: FrobnicationError: the frob is gone.",
        Scene.Stack(api: 1, database: 0).With(Scene.DatabasePod().Waiting("FrobnicationError", "the frob is gone.")));

    [Fact]
    public void Warning_is_told_of_a_pod_that_only_waits()
    {
        var pod = Scene.DatabasePod().Waiting("ContainerCreating");

        AssertUnknown(
            "The database is not ready, pod demo-db-0: FailedCreatePodSandBox: failed to set up network: no addresses are left.",
            Scene.Stack(database: 0).With(pod).With(Scene.Event(pod, "FailedCreatePodSandBox", "failed to set up network: no addresses are left")));
    }

    [Fact]
    public void Node_that_does_not_begin_is_told()
    {
        var pod = Scene.DatabasePod();
        pod.Status = new V1PodStatus { Phase = "Pending", Conditions = [Scene.Condition("PodScheduled", "True", 299)] };

        AssertUnknown("The database is not ready, node node-1 has not begun with pod demo-db-0.", Scene.Stack(database: 0).With(pod));
    }

    [Fact]
    public void Scheduler_that_is_not_there_is_told()
    {
        var pod = Scene.DatabasePod();
        pod.Spec.NodeName = null;
        pod.Status = new V1PodStatus { Phase = "Pending" };

        AssertUnknown("The database is not ready, no scheduler has taken up pod demo-db-0.", Scene.Stack(database: 0).With(pod));
    }

    [Fact]
    public void Workload_without_pods_tells_its_newest_warning_or_that_there_is_none()
    {
        var stack = Scene.Stack(database: 0);
        stack.Database!.Metadata.CreationTimestamp = Scene.Ago(100);

        AssertUnknown("The database is not ready, StatefulSet demo-db lacks pods: no event tells why.", stack);
        AssertUnknown(
            "The database is not ready, StatefulSet demo-db lacks pods: RecreatingFailedPod: it fails again.",
            stack.With(Scene.Event(new V1ObjectReference { Kind = "StatefulSet", Name = "demo-db" }, "RecreatingFailedPod", "it fails again.")));
    }

    [Fact]
    public void Deletion_that_does_not_end_is_told()
    {
        var pod = Scene.DatabasePod();
        pod.Metadata.DeletionTimestamp = Scene.Ago(200);
        pod.Metadata.Finalizers = ["example.com/hold"];

        AssertUnknown(
            "The database is not ready, node node-1 does not finish the deletion of pod demo-db-0, which has finalizers example.com/hold.", Scene.Stack(database: 0).With(pod));
    }

    [Fact]
    public void First_rollout_that_Kubernetes_has_given_up_on_is_told_in_its_words()
    {
        var stack = Scene.Stack(api: 0);
        stack.Api!.Metadata.CreationTimestamp = Scene.Ago(900);
        stack.Api.Status.Conditions =
        [
            new V1DeploymentCondition { Type = "Progressing", Status = "False", Reason = "ProgressDeadlineExceeded", Message = "ReplicaSet \"demo-api-new\" has timed out progressing." },
        ];

        var finding = stack.Only();

        Assert.Equal("Unknown", finding.Code.Name);
        Assert.Contains("ReplicaSet \"demo-api-new\" has timed out progressing", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Job_that_does_not_begin_is_told()
    {
        var pod = Scene.JobPod("demo-api-migrate", "demo-api-migrate-a", new V1ContainerState { Waiting = new V1ContainerStateWaiting { Reason = "ContainerCreating" } });
        pod.Status.Phase = "Pending";

        AssertUnknown(
            "Job demo-api-migrate does not begin, pod demo-api-migrate-a: FailedCreatePodSandBox: no addresses are left.",
            Scene.Stack().With(pod).With(Scene.Event(pod, "FailedCreatePodSandBox", "no addresses are left")));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(59)]
    public void Usual_time_is_not_told(double age)
    {
        var diagnosis = Scene.Stack(database: 0).With(Scene.DatabasePod(age: age).Waiting("ContainerCreating")).Diagnose();

        Assert.Empty(diagnosis.Findings);
        Assert.NotNull(diagnosis.Pending);
    }

    [Fact]
    public void Trouble_that_is_known_is_not_told_twice()
    {
        var known = new Finding("database", FindingCodes.Forbidden, "The API server refused StatefulSet demo-db: no.");

        Assert.Equal(
            ["database Forbidden", "api DatabaseDown"],
            Scene.Stack(api: 0, database: 0).With(Scene.DatabasePod().Waiting("FrobnicationError")).Diagnose(known).Codes());
    }

    [Fact]
    public void What_nobody_has_looked_for_is_not_missed()
    {
        var stack = Scene.Stack(api: 0) with { Evidence = Evidence.None };
        stack.Api!.Metadata.CreationTimestamp = Scene.Ago(9000);

        Assert.Empty(stack.Diagnose().Findings);
    }

    [Fact]
    public void Stack_that_was_ready_at_the_last_look_lacks_pods_from_now_on()
    {
        var stack = Scene.Stack(api: 0);
        stack.Api!.Metadata.CreationTimestamp = Scene.Ago(9000);
        stack.Stack.Status = new MiniStackStatus { Conditions = [new V1Condition { Type = "ApiReady", Status = "True", LastTransitionTime = Scene.Ago(8000) }] };

        Assert.Empty(stack.Diagnose().Findings);
    }

    /// <summary>It has not been ready for as long as it was suspended.</summary>
    [Fact]
    public void Stack_that_was_just_resumed_has_no_pods_yet()
    {
        var database = Suspended(Scene.Stack(database: 0));
        database.Database!.Metadata.Generation = 2;
        var set = Scene.ReplicaSet("a", 1, there: 0);
        set.Metadata.Generation = 2;
        set.Status.ObservedGeneration = 1;
        var api = Suspended(Scene.Stack(api: 0)).With(set);

        Assert.Empty(database.Diagnose().Findings);
        Assert.Empty(api.Diagnose().Findings);

        static ObservedStack Suspended(ObservedStack stack)
        {
            stack.Database!.Metadata.CreationTimestamp = stack.Api!.Metadata.CreationTimestamp = Scene.Ago(9000);
            stack.Stack.Status = new MiniStackStatus
            {
                Conditions =
                [
                    new V1Condition { Type = "DatabaseReady", Status = "False", LastTransitionTime = Scene.Ago(5000) },
                    new V1Condition { Type = "ApiReady", Status = "False", LastTransitionTime = Scene.Ago(5000) },
                ],
            };
            return stack;
        }
    }

    [Fact]
    public void Pod_that_goes_within_its_time_makes_room_for_the_next()
    {
        var stack = Scene.Stack(database: 0);
        stack.Database!.Metadata.CreationTimestamp = Scene.Ago(9000);
        var pod = Scene.DatabasePod();
        pod.Metadata.DeletionTimestamp = Scene.Ago(-30);

        Assert.Empty(stack.With(pod).Diagnose().Findings);
    }

    [Fact]
    public void Large_image_is_waited_for_longer()
    {
        Assert.Empty(Getting(age: 250).Diagnose().Findings);
        AssertUnknown("The API is not ready, node node-1 has not got an image of pod demo-api-1 yet: Pulling image \"shop:1\".", Getting(age: 400));

        static ObservedStack Getting(double age)
        {
            var pod = Scene.ApiPod(age: age).Waiting("ContainerCreating");
            var container = new V1ObjectReference { Kind = "Pod", Name = pod.Metadata.Name, Uid = pod.Metadata.Uid, FieldPath = "spec.containers{api}" };
            return Scene.Stack(api: 0).With(pod).With(Scene.Event(container, "Pulling", "Pulling image \"shop:1\"", age - 2, "Normal"));
        }
    }

    [Fact]
    public void Warning_before_a_step_that_was_taken_since_is_history()
    {
        var pod = Scene.ApiPod().Waiting("ContainerCreating");

        AssertUnknown(
            "The API is not ready, container api of pod demo-api-1: ContainerCreating.",
            Scene.Stack(api: 0).With(pod).With(
                Scene.Event(pod, "FailedScheduling", "0/3 nodes are available: 3 Insufficient cpu.", 290),
                Scene.Event(pod, "Scheduled", "Successfully assigned", 200, "Normal")));
    }

    private static void AssertUnknown(string message, ObservedStack stack)
    {
        var finding = stack.Diagnose().Root!;

        Assert.Equal("Unknown", finding.Code.Name);
        Assert.Equal(message, finding.Message);
    }
}
