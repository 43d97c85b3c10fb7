using k8s.Models;

namespace MiniStack.Operator.Core.Tests.Diagnosis;

public sealed class NodeRulesTests
{
    [Fact]
    public void Pod_that_lost_its_readiness_while_its_container_kept_it_names_the_node()
    {
        var pod = Scene.ApiPod().OnLostNode();
        pod.Spec.Tolerations = [new V1Toleration { Key = "node.kubernetes.io/unreachable", TolerationSeconds = 300 }];

        var finding = Scene.Stack(api: 0).With(pod).Only();

        Assert.Equal("NodeDown", finding.Code.Name);
        Assert.Equal("Node node-1, which has pod demo-api-1, does not answer.", finding.Message);
        Assert.Equal("kubectl describe node node-1. Kubernetes replaces the pod 5 minutes after the node was lost.", finding.Hint);
    }

    [Fact]
    public void Database_on_a_lost_node_tells_the_command_that_gives_it_up()
    {
        var finding = Scene.Stack(database: 0).With(Scene.DatabasePod().OnLostNode()).Only();

        Assert.Equal("NodeDown", finding.Code.Name);
        Assert.Equal(
            "kubectl describe node node-1, and start the node again: the database waits for it. Only when the node is off for good: kubectl delete pod demo-db-0 --force",
            finding.Hint);
    }

    [Fact]
    public void Event_tells_of_the_node_of_a_pod_that_the_controller_has_just_marked()
    {
        var pod = Scene.ApiPod();

        Assert.Equal(
            "NodeDown",
            Scene.Stack(api: 0).With(pod).With(Scene.Event(pod, "NodeNotReady", "Node is not ready", seconds: 299)).Only().Code.Name);
    }

    [Fact]
    public void Kubelet_that_speaks_of_the_pod_again_is_there()
    {
        var pod = Scene.ApiPod();
        pod.Status.Conditions = [Scene.Condition("Ready", "False", 299) with { Reason = "ContainersNotReady" }];

        Assert.DoesNotContain(
            Scene.Stack(api: 0).With(pod).With(Scene.Event(pod, "NodeNotReady", "Node is not ready", seconds: 299)).Diagnose().Findings,
            each => each.Code.Name == "NodeDown");
    }

    [Fact]
    public void Node_that_answered_again_before_is_history()
    {
        var pod = Scene.ApiPod(age: 30);

        Assert.DoesNotContain(
            Scene.Stack(api: 0).With(pod).With(Scene.Event(pod, "NodeNotReady", "Node is not ready", seconds: 200)).Diagnose().Findings,
            each => each.Code.Name == "NodeDown");
    }

    [Fact]
    public void Pod_status_of_old_clusters_names_the_node_as_well()
    {
        var pod = Scene.ApiPod();
        pod.Status.Reason = "NodeLost";

        Assert.Equal("NodeDown", Scene.Stack(api: 0).With(pod).Only().Code.Name);
    }

    [Fact]
    public void Deleted_pod_on_a_lost_node_is_the_only_one_that_is_told_of()
    {
        var lost = Scene.DatabasePod().OnLostNode();
        lost.Metadata.DeletionTimestamp = Scene.Ago(90);
        var leaving = Scene.ApiPod("demo-api-2");
        leaving.Metadata.DeletionTimestamp = Scene.Ago(1);

        Assert.Equal("database NodeDown", Assert.Single(Scene.Stack(database: 0).With(lost, leaving).Diagnose().Codes()));
    }

    [Fact]
    public void Eviction_that_does_not_end_means_that_nobody_answers_on_the_node()
    {
        var pod = Scene.ApiPod();
        pod.Metadata.DeletionTimestamp = Scene.Ago(60);
        var stack = Scene.Stack(api: 0).With(pod).With(Scene.Event(pod, "TaintManagerEviction", "Marking for deletion Pod shop/demo-api-1", type: "Normal"));

        Assert.Equal("NodeDown", stack.Only().Code.Name);

        pod.Metadata.DeletionTimestamp = Scene.Ago(10);
        Assert.DoesNotContain(stack.Diagnose().Findings, each => each.Code.Name == "NodeDown");
    }

    [Fact]
    public void Lost_pod_whose_place_is_taken_is_no_trouble()
    {
        var lost = Scene.ApiPod("demo-api-1").OnLostNode();
        lost.Metadata.DeletionTimestamp = Scene.Ago(90);

        Assert.Empty(Scene.Stack(api: 1).With(lost, Scene.ApiPod("demo-api-2", ready: true)).Diagnose().Findings);
    }

    [Fact]
    public void Failing_probe_is_not_the_node()
    {
        var pod = Scene.ApiPod();

        Assert.DoesNotContain(Scene.Stack(api: 0).With(pod).Diagnose().Findings, each => each.Code.Name == "NodeDown");
    }

    [Fact]
    public void Readiness_gate_is_not_the_node()
    {
        var pod = Scene.ApiPod().OnLostNode();
        pod.Status.Conditions = [.. pod.Status.Conditions.Select(each => each.Type == "Ready" ? each with { Reason = "ReadinessGatesNotReady" } : each)];

        Assert.DoesNotContain(Scene.Stack(api: 0).With(pod).Diagnose().Findings, each => each.Code.Name == "NodeDown");
    }
}
