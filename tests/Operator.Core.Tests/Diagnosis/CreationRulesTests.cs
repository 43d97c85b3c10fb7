using k8s.Models;
using MiniStack.Operator.Core.Planning;

namespace MiniStack.Operator.Core.Tests.Diagnosis;

public sealed class CreationRulesTests
{
    private const string Refused = "pods \"demo-api-new-x\" is forbidden: exceeded quota: small, requested: pods=1, used: pods=1, limited: pods=1";
    private const string Told = "A pod of Deployment demo-api is refused: ResourceQuota small leaves no room (pods: 1 asked for, 1 of 1 used).";

    private static readonly V1ObjectReference NewSet = new() { Kind = "ReplicaSet", Name = "demo-api-new", Uid = "uid-new" };
    private static readonly V1ObjectReference Database = new() { Kind = "StatefulSet", Name = "demo-db" };

    [Fact]
    public void Event_of_the_newest_replica_set_tells_who_refused_a_pod() =>
        Assert.Equal(Told, Refusing().With(Scene.Event(NewSet, "FailedCreate", "Error creating: " + Refused)).Only().Message);

    [Fact]
    public void Condition_tells_it_once_the_events_are_gone()
    {
        var stack = Refusing();
        stack.Evidence.ReplicaSets[0].Status.Conditions =
            [new V1ReplicaSetCondition { Type = "ReplicaFailure", Status = "True", Message = Refused, LastTransitionTime = Scene.Ago(4000) }];

        Assert.Equal(Told, stack.Only().Message);
    }

    [Fact]
    public void Events_that_differ_by_the_name_of_the_pod_are_one_finding() => Assert.Equal(
        Told,
        Refusing().With([.. Enumerable.Range(0, 9).Select(i => Scene.Event(NewSet, "FailedCreate", $"Error creating: {Refused.Replace("new-x", $"new-{i}", StringComparison.Ordinal)}"))])
            .Only().Message);

    [Fact]
    public void Pod_that_was_made_later_ends_it() => Assert.DoesNotContain(
        Refusing()
            .With(Scene.Event(NewSet, "FailedCreate", Refused, seconds: 30), Scene.Event(NewSet, "SuccessfulCreate", "Created pod: demo-api-new-y", seconds: 10, type: "Normal"))
            .Diagnose().Findings,
        each => each.Code.Name == "QuotaExceeded");

    [Fact]
    public void Old_replica_set_that_was_refused_is_history() => Assert.DoesNotContain(
        Refusing().With(Scene.Event(new V1ObjectReference { Kind = "ReplicaSet", Name = "demo-api-old", Uid = "uid-old" }, "FailedCreate", Refused)).Diagnose().Findings,
        each => each.Code.Name == "QuotaExceeded");

    [Fact]
    public void Quota_that_is_freed_in_a_moment_is_not_told()
    {
        var diagnosis = Refusing().With(Scene.Event(NewSet, "FailedCreate", Refused, seconds: 1)).Diagnose();

        Assert.Empty(diagnosis.Findings);
        Assert.Equal(TimeSpan.FromSeconds(2), diagnosis.Pending);
    }

    [Fact]
    public void Database_without_a_pod_tells_who_refused_it()
    {
        var stack = Scene.Stack(api: 1, database: 0).With(Scene.Event(
            Database, "FailedCreate",
            "create Pod demo-db-0 in StatefulSet demo-db failed error: pods \"demo-db-0\" is forbidden: violates PodSecurity \"restricted:latest\": runAsNonRoot != true (pod must not set securityContext.runAsNonRoot=false)"));
        stack.Database!.Status.Replicas = 0;

        var finding = stack.Only();

        Assert.Equal("A pod of StatefulSet demo-db is refused: Pod Security restricted:latest forbids it: runAsNonRoot != true.", finding.Message);
        Assert.Equal("In spec.database.securityContext set no runAsNonRoot=false.", finding.Hint);
    }

    [Fact]
    public void Refused_rollout_tells_what_goes_on_serving()
    {
        var old = Scene.ApiPod("demo-api-old-1", ready: true).Labelled("pod-template-hash", "old");
        var stack = Refusing().With(old).With(Scene.Event(NewSet, "FailedCreate", Refused));
        stack.Api!.Status.AvailableReplicas = 1;

        Assert.Equal(["api QuotaExceeded", "api RolloutStuck"], stack.Diagnose().Codes());
    }

    /// <summary>The newest ReplicaSet has no pod.</summary>
    private static ObservedStack Refusing()
    {
        var stack = Scene.Stack(api: 0).With(Scene.ReplicaSet("new", revision: 2, wanted: 1, there: 0), Scene.ReplicaSet("old", revision: 1, wanted: 1, there: 1));
        stack.Api!.Metadata.Annotations["deployment.kubernetes.io/revision"] = "2";
        return stack;
    }
}
