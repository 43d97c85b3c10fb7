using k8s.Models;

namespace MiniStack.Operator.Core.Tests.Diagnosis;

public sealed class EndedPodRulesTests
{
    /// <summary>What the kubelet leaves of a pod; the message and how the hint begins.</summary>
    [Theory]
    [InlineData(
        "Evicted", "The node was low on resource: memory. Threshold quantity: 100Mi, available: 4Mi. Container api was using 512Mi, request is 0, has larger consumption of memory. ",
        "Node node-1 evicted pod demo-api-1: Evicted: The node was low on resource: memory.", "Set spec.api.resources.requests.memory to what it really uses")]
    [InlineData(
        "Evicted", "Pod ephemeral local storage usage exceeds the total limit of containers 1Gi. ",
        "Node node-1 evicted pod demo-api-1: Evicted: Pod ephemeral local storage usage exceeds the total limit of containers 1Gi.", "kubectl describe pod demo-api-1")]
    [InlineData(
        "OutOfcpu", "Pod was rejected: Node didn't have enough resource: cpu, requested: 1500, used: 1000, capacity: 2000",
        "Node node-1 turned away pod demo-api-1: OutOfcpu: Node didn't have enough resource: cpu.", "500m of cpu is missing: lower spec.api.resources.requests.cpu")]
    [InlineData(
        "UnexpectedAdmissionError", "Pod Allocate failed due to no devices", "Node node-1 turned away pod demo-api-1: UnexpectedAdmissionError: Pod Allocate failed due to no devices.",
        "kubectl describe pod demo-api-1")]
    [InlineData(
        "Preempting", "Preempted in order to admit critical pod", "Node node-1 gave the place of pod demo-api-1: Preempting: Preempted in order to admit critical pod.",
        "Add a node with room")]
    public void Pod_that_a_node_does_not_keep_tells_why(string reason, string said, string message, string hint)
    {
        var finding = Scene.Stack(api: 0).With(Ended(reason, said)).Only();

        Assert.Equal("Unschedulable", finding.Code.Name);
        Assert.Equal(message, finding.Message);
        Assert.StartsWith(hint, finding.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Pod_whose_place_another_takes_is_history() => Assert.DoesNotContain(
        Scene.Stack(api: 0).With(Ended("Evicted", "The node was low on resource: memory."), Scene.ApiPod("demo-api-2", age: 3)).Diagnose().Findings,
        each => each.Code.Name == "Unschedulable");

    [Fact]
    public void Pods_that_go_the_same_way_again_and_again_are_one_finding()
    {
        const string said = "The node was low on resource: ephemeral-storage.";

        var findings = Scene.Stack(api: 0).With(Ended("Evicted", said), Ended("Evicted", said, "demo-api-2"), Scene.ApiPod("demo-api-3", age: 3)).Diagnose().Findings;

        Assert.Equal("Node node-1 evicted pod demo-api-1 and 1 more: Evicted: The node was low on resource: ephemeral-storage.", findings[0].Message);
    }

    [Fact]
    public void Remains_beside_an_api_that_serves_are_no_trouble()
    {
        const string said = "The node was low on resource: memory.";

        Assert.Empty(Scene.Stack().With(Ended("Evicted", said), Ended("Evicted", said, "demo-api-2"), Scene.ApiPod("demo-api-3", ready: true)).Diagnose().Findings);
    }

    [Fact]
    public void Remains_of_last_week_are_no_cause_of_today()
    {
        const string said = "The node was low on resource: memory.";
        var remains = new[] { Ended("Evicted", said), Ended("Evicted", said, "demo-api-2") };
        Array.ForEach(remains, each => each.Metadata.CreationTimestamp = Scene.Ago(600_000));

        Assert.DoesNotContain(
            Scene.Stack(api: 0).With(remains).With(Scene.ApiPod("demo-api-3", age: 3)).Diagnose().Findings, each => each.Code.Name == "Unschedulable");
    }

    private static V1Pod Ended(string reason, string said, string name = "demo-api-1")
    {
        var pod = Scene.ApiPod(name);
        pod.Status = new V1PodStatus { Phase = "Failed", Reason = reason, Message = said };
        return pod;
    }
}
