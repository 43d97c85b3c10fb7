using k8s.Models;
using MiniStack.Operator.Core.Planning;

namespace MiniStack.Operator.Core.Tests.Diagnosis;

public sealed class ConsequenceRulesTests
{
    private const string Refused = "psycopg2.OperationalError: connection to server at \"demo-db.shop.svc\" (10.0.0.7), port 5432 failed: Connection refused\n";

    [Fact]
    public void Api_that_waits_says_what_its_database_has()
    {
        var findings = Scene.Stack(api: 0, database: 0).With(Scene.DatabasePod().OnLostNode()).Diagnose().Findings;

        Assert.Equal("The API waits for its database: Node node-1, which has pod demo-db-0, does not answer.", findings[1].Message);
        Assert.Equal(findings[0].Hint, findings[1].Hint);
    }

    [Fact]
    public void Api_that_serves_without_its_database_waits_for_nothing() =>
        Assert.Equal(["database NodeDown"], Scene.Stack(api: 1, database: 0).With(Scene.DatabasePod().OnLostNode()).Diagnose().Codes());

    [Theory]
    [InlineData(Refused)]
    [InlineData("Npgsql.NpgsqlException (0x80004005): Failed to connect to 10.0.0.7:5432\n")]
    [InlineData("could not translate host name \"demo-db.shop.svc\" to address: Name or service not known\n")]
    [InlineData("Error: connect ECONNREFUSED 10.0.0.7:5432\n")]
    [InlineData("FATAL:  the database system is starting up\n")]
    [InlineData("panic: dial tcp 10.0.0.7:5432: i/o timeout\n")]
    public void Api_that_crashes_for_want_of_its_database_is_no_crash(string output)
    {
        var pod = Scene.ApiPod().Waiting("CrashLoopBackOff", "back-off", Scene.Ended(1, output));

        var diagnosis = Scene.Stack(api: 0, database: 0).With(pod, Scene.DatabasePod(age: 30)).Diagnose();

        Assert.Equal("DatabaseDown", Assert.Single(diagnosis.Findings).Code.Name);
    }

    [Fact]
    public void Restart_of_the_database_is_usual()
    {
        var pod = Scene.ApiPod().Waiting("CrashLoopBackOff", "back-off", Scene.Ended(1, Refused));

        var diagnosis = Scene.Stack(api: 0, database: 0).With(pod, Scene.DatabasePod(age: 5)).Diagnose();

        Assert.Empty(diagnosis.Findings);
        Assert.Equal(TimeSpan.FromSeconds(6), diagnosis.Pending);
    }

    [Fact]
    public void Api_that_cannot_reach_a_database_that_is_ready_has_a_trouble_of_its_own()
    {
        var pod = Scene.ApiPod().Waiting("CrashLoopBackOff", "back-off", Scene.Ended(1, Refused));

        Assert.DoesNotContain(Scene.Stack(api: 0).With(pod).Diagnose().Findings, each => each.Code.Name == "DatabaseDown");
    }

    [Fact]
    public void Stuck_rollout_tells_after_its_cause_what_goes_on_serving()
    {
        var findings = Rolling().Diagnose().Findings;

        Assert.Equal(["Unschedulable", "RolloutStuck"], findings.Select(each => each.Code.Name));
        Assert.Equal(
            "The rollout of Deployment demo-api is stuck: 0 of 2 pods are new and ready, and 2 pods of image shop:1 go on serving.", findings[1].Message);
        Assert.Equal("Mend the new version, or go back: set spec.api.image to shop:1", findings[1].Hint);
    }

    [Fact]
    public void Rollout_that_nobody_knows_the_trouble_of_is_stuck_after_a_minute()
    {
        var stack = Rolling();
        stack.Evidence.Pods[2].Spec.NodeName = "node-1";
        stack.Evidence.Pods[2].Status = new V1PodStatus { Phase = "Pending", Conditions = [Scene.Condition("PodScheduled", "True", 299)] };

        var finding = stack.Only();

        Assert.Equal("RolloutStuck", finding.Code.Name);
        Assert.Equal("The API is not ready, node node-1 has not begun with pod demo-api-new-1.", finding.Message);
    }

    /// <summary>Two old pods serve, and the first new one finds no node.</summary>
    private static ObservedStack Rolling()
    {
        var stack = Scene.Stack(api: 2, replicas: 2)
            .With(Scene.ReplicaSet("new", revision: 2), Scene.ReplicaSet("old", revision: 1, wanted: 2, there: 2))
            .With(
                Scene.ApiPod("demo-api-old-1", ready: true).Labelled("pod-template-hash", "old"),
                Scene.ApiPod("demo-api-old-2", ready: true).Labelled("pod-template-hash", "old"),
                Scene.ApiPod("demo-api-new-1").Labelled("pod-template-hash", "new").Unscheduled("0/1 nodes are available: 1 Insufficient cpu."));
        stack.Api!.Metadata.Annotations["deployment.kubernetes.io/revision"] = "2";
        stack.Api.Status.UpdatedReplicas = 1;
        stack.Api.Status.Replicas = 3;
        return stack;
    }
}
