using k8s;
using k8s.Models;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Planning;

namespace MiniStack.Operator.Core.Tests.Diagnosis;

/// <summary>What is seen of pods belongs to the template that they were made from.</summary>
public sealed class GenerationTests
{
    private const string Boom = "ImportError: no module named shop";

    [Fact]
    public void Pods_of_the_template_before_a_change_say_nothing_of_the_one_after_it()
    {
        var stack = Crashing();

        Assert.Equal(["api CrashLoop"], stack.Diagnose().Codes());
        Assert.Empty(Changed(stack, deployment => deployment.Spec.Template.Spec.Containers[0].Image = "shop:2").Diagnose().Findings);
    }

    [Fact]
    public void A_change_of_the_count_alone_makes_no_other_pods() =>
        Assert.Equal(["api CrashLoop"], Changed(Crashing(), deployment => deployment.Spec.Replicas = 3).Diagnose().Codes());

    [Fact]
    public void A_change_back_is_to_the_pods_that_are_there()
    {
        var stack = Crashing();
        var set = Scene.ReplicaSet("new", revision: 2);
        set.Spec.Template = Clone(stack.Api!.Spec.Template);
        set.Spec.Template.Spec.Containers[0].Image = "shop:2";
        stack = Changed(stack.With(set), _ => { });
        stack.Api!.Metadata.Annotations["deployment.kubernetes.io/revision"] = "2";

        Assert.Equal(["api CrashLoop"], stack.Diagnose().Codes());
    }

    [Fact]
    public void A_database_that_its_controller_has_not_changed_yet_says_nothing_of_the_change()
    {
        const string output = "FATAL:  database files are incompatible with server\n"
            + "DETAIL:  The data directory was initialized by PostgreSQL version 15, which is not compatible with this version 17.12.";
        var pod = Scene.DatabasePod().Labelled("controller-revision-hash", "a").Waiting("CrashLoopBackOff", null, Scene.Ended(1, output));
        var stack = Scene.Stack(api: 0, database: 0).With(pod);
        Assert.Equal("DataDirectoryIncompatible", stack.Diagnose().Root!.Code.Name);

        stack.Stack.Spec.Database.Image = "postgres:15";
        Assert.Contains("image postgres:17 is PostgreSQL 17", stack.Diagnose().Root!.Message, StringComparison.Ordinal);

        stack.Database!.Metadata.Generation = 2;
        Assert.Empty(stack.Diagnose().Findings);
    }

    [Fact]
    public void A_refusal_before_the_change_says_nothing_of_what_was_changed()
    {
        var stack = Scene.Stack(api: 0, database: 0);
        stack.Database!.Status.Replicas = 0;
        stack = stack.With(Scene.Event(
            new V1ObjectReference { Kind = "StatefulSet", Name = "demo-db" },
            "FailedCreate", "create Pod demo-db-0 in StatefulSet demo-db failed error: pods \"demo-db-0\" is forbidden: exceeded quota: small, requested: pods=1, used: pods=1, limited: pods=1"));
        Assert.Equal("QuotaExceeded", stack.Diagnose().Root!.Code.Name);

        var former = stack.Database;
        stack = stack with { FormerDatabase = former, Database = KubernetesJson.Deserialize<V1StatefulSet>(KubernetesJson.Serialize(former)) };
        stack.Database.Metadata.Generation = 2;
        Assert.Empty(stack.Diagnose().Findings);
    }

    /// <summary>Its own pods may still come and go: those of the mended template have not.</summary>
    [Theory]
    [InlineData("demo-api-old-1", false)]
    [InlineData("demo-api-new-1", true)]
    [InlineData("demo-api-new-2", true)]
    public void What_was_told_of_a_pod_is_not_told_of_one_of_a_newer_template(string told, bool isTold)
    {
        var pod = Scene.ApiPod("demo-api-new-1", ready: true, age: 40).Labelled("pod-template-hash", "new");
        pod.Status.Conditions = [Scene.Condition("Ready", "True", 3)];
        pod.Status.ContainerStatuses[0] = pod.Status.ContainerStatuses[0] with
        {
            RestartCount = 2,
            State = new V1ContainerState { Running = new V1ContainerStateRunning { StartedAt = Scene.Ago(5) } },
            LastState = Scene.Ended(1, Boom, seconds: 6),
        };
        var stack = Scene.Stack().With(Scene.ReplicaSet("new", revision: 2)).With(pod);
        stack.Api!.Metadata.Annotations["deployment.kubernetes.io/revision"] = "2";
        stack.Stack.Status = new MiniStackStatus
        {
            Conditions = [],
            Diagnosis = new DiagnosisStatus { Component = "api", Code = "CrashLoop", Message = $"Container api of pod {told} exited with code 1.", Since = Scene.Ago(60) },
        };

        Assert.Equal(isTold ? ["api CrashLoop"] : [], stack.Diagnose().Codes());
    }

    /// <summary>Its pod crashes, and was made from the Deployment's template.</summary>
    private static ObservedStack Crashing()
    {
        var set = Scene.ReplicaSet("old", revision: 1);
        var stack = Scene.Stack(api: 0);
        set.Spec.Template = Clone(stack.Api!.Spec.Template);
        set.Spec.Template.Metadata.Labels["pod-template-hash"] = "old";
        stack.Api.Metadata.Annotations["deployment.kubernetes.io/revision"] = "1";
        return stack.With(set).With(Scene.ApiPod("demo-api-old-1").Labelled("pod-template-hash", "old").Waiting("CrashLoopBackOff", null, Scene.Ended(1, Boom)));
    }

    /// <summary>The operator has changed the Deployment, and Kubernetes has not taken it up.</summary>
    private static ObservedStack Changed(ObservedStack observed, Action<V1Deployment> change)
    {
        var deployment = KubernetesJson.Deserialize<V1Deployment>(KubernetesJson.Serialize(observed.Api!));
        change(deployment);
        deployment.Metadata.Generation = 2;
        return observed with { Api = deployment };
    }

    private static V1PodTemplateSpec Clone(V1PodTemplateSpec template) =>
        KubernetesJson.Deserialize<V1PodTemplateSpec>(KubernetesJson.Serialize(template));
}
