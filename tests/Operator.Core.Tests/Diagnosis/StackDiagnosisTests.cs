using k8s.Models;
using MiniStack.Operator.Core.Diagnosis;
using MiniStack.Operator.Core.Planning;

namespace MiniStack.Operator.Core.Tests.Diagnosis;

/// <summary>Stacks with several troubles at once: which is the root, what follows from it, and what is no trouble.</summary>
public sealed class StackDiagnosisTests
{
    private const string NoDatabase = "psycopg2.OperationalError: connection to server at \"demo-db.shop.svc\" (10.0.0.7), port 5432 failed: Connection refused";
    private const string NoCpu = "0/1 nodes are available: 1 Insufficient cpu.";

    [Fact]
    public void Api_that_crashes_since_the_image_of_its_database_cannot_be_pulled_names_the_image()
    {
        var diagnosis = Scene.Stack(api: 0, database: 0).With(
            Scene.ApiPod().Waiting("CrashLoopBackOff", "back-off 20s", Scene.Ended(1, NoDatabase)),
            Unpulled(Scene.DatabasePod(), "postgres:99")).Diagnose();

        Assert.Equal(["database ImagePullFailed", "api DatabaseDown"], diagnosis.Codes());
        Assert.Contains("postgres:99", diagnosis.Root!.Message, StringComparison.Ordinal);
        Assert.Contains("postgres:99", diagnosis.Findings[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wish_that_the_cluster_cannot_meet_is_told_after_what_keeps_pods_from_serving() => Assert.Equal(
        ["api CrashLoop", "database ExpansionUnsupported"],
        Scene.Stack(api: 0).With(
            Scene.ApiPod().Waiting("CrashLoopBackOff", "back-off 20s", Scene.Ended(1, "ImportError: no module named shop")),
            Scene.DatabasePod(ready: true)).Diagnose(new Finding("database", FindingCodes.ExpansionUnsupported, "It can't grow.")).Codes());

    /// <summary>Beyond the 300 s that are the default, each second of <c>startupSeconds</c> is one that the user has foreseen.</summary>
    [Theory]
    [InlineData(300, 90, true)]
    [InlineData(900, 90, false)]
    [InlineData(900, 690, true)]
    public void A_start_that_was_said_to_be_slow_is_given_its_time(int startupSeconds, double age, bool isTold)
    {
        var stack = Scene.Stack(api: 0).With(Scene.ApiPod(age: age), Scene.DatabasePod(ready: true));
        stack.Stack.Spec.Api.Health.StartupSeconds = startupSeconds;
        var container = stack.Evidence.Pods[0].Status.ContainerStatuses[0];
        stack.Evidence.Pods[0].Status.ContainerStatuses[0] = container with { Started = false };

        Assert.Equal(isTold, stack.Diagnose().Codes().Contains("api StartupTooSlow"));
    }

    [Fact]
    public void Api_that_crashes_for_a_reason_of_its_own_is_told_after_its_database() => Assert.Equal(
        ["database Unschedulable", "api DatabaseDown", "api CrashLoop"],
        Scene.Stack(api: 0, database: 0).With(
            Scene.ApiPod().Waiting("CrashLoopBackOff", "back-off 20s", Scene.Ended(1, "ImportError: no module named shop")),
            Scene.DatabasePod().Unscheduled(NoCpu)).Diagnose().Codes());

    [Fact]
    public void Trouble_of_the_whole_stack_comes_first() => Assert.Equal(
        ["stack InvalidSpec", "database Unschedulable", "api DatabaseDown"],
        Scene.Stack(api: 0, database: 0).With(Scene.DatabasePod().Unscheduled(NoCpu))
            .Diagnose(new Finding("stack", FindingCodes.InvalidSpec, "spec.api.port must be less than 65536.")).Codes());

    [Fact]
    public void Node_that_is_lost_comes_before_what_its_pods_suffer() => Assert.Equal(
        ["api NodeDown", "api Unschedulable"],
        Scene.Stack(api: 0, replicas: 2).With(
            Scene.ApiPod("demo-api-1").Unscheduled("0/2 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint {node.kubernetes.io/unreachable: }."),
            Scene.ApiPod("demo-api-2").OnLostNode()).Diagnose().Codes());

    [Fact]
    public void Node_of_an_old_pod_comes_before_the_trouble_of_the_new_version() => Assert.Equal(
        ["api NodeDown", "api Unschedulable"],
        Rolling(Scene.ApiPod("demo-api-old").OnLostNode(), Scene.ApiPod("demo-api-new").Unscheduled(NoCpu)).Diagnose().Codes());

    [Fact]
    public void What_ails_the_old_version_is_not_told_of_the_new_one() => Assert.Equal(
        ["api CrashLoop"],
        Rolling(
            Scene.ApiPod("demo-api-old").Unscheduled(NoCpu),
            Scene.ApiPod("demo-api-new").Waiting("CrashLoopBackOff", "back-off 20s", Scene.Ended(1, "ImportError: no module named shop"))).Diagnose().Codes());

    [Fact]
    public void One_cause_on_ten_pods_is_one_finding_with_a_count()
    {
        var pods = Enumerable.Range(0, 10).Select(i => Scene.ApiPod($"demo-api-{i}").Waiting("CrashLoopBackOff", $"back-off {i}0s", Scene.Ended(1, "ImportError: no module named shop")));

        Assert.Contains("pod demo-api-0 and 9 more", Scene.Stack(api: 0, replicas: 10).With([.. pods]).Only().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_causes_on_ten_pods_are_two_findings()
    {
        var pods = Enumerable.Range(0, 10).Select(i => i < 3
            ? Scene.ApiPod($"demo-api-{i}").Unscheduled(NoCpu)
            : Scene.ApiPod($"demo-api-{i}").Waiting("CrashLoopBackOff", "back-off 20s", Scene.Ended(1, "ImportError: no module named shop")));

        Assert.Equal(["api Unschedulable", "api CrashLoop"], Scene.Stack(api: 0, replicas: 10).With([.. pods]).Diagnose().Codes());
    }

    [Fact]
    public void Refused_pods_and_broken_ones_are_both_told()
    {
        var stack = Rolling(Scene.ApiPod("demo-api-1-new").Unscheduled(NoCpu));
        var set = stack.Evidence.ReplicaSets[0];
        set.Spec.Replicas = 2;
        stack = stack.With(Scene.Event(
            new V1ObjectReference { Kind = "ReplicaSet", Name = set.Metadata.Name, Uid = set.Metadata.Uid },
            "FailedCreate", "Error creating: pods \"x\" is forbidden: exceeded quota: small, requested: pods=1, used: pods=1, limited: pods=1"));

        Assert.Equal(["api QuotaExceeded", "api Unschedulable"], stack.Diagnose().Codes());
    }

    [Fact]
    public void Least_of_what_is_not_told_yet_is_how_long_to_wait()
    {
        var diagnosis = Scene.Stack(api: 0, database: 0).With(
            Scene.ApiPod().Unscheduled(NoCpu, seconds: 1), Scene.DatabasePod().Unscheduled(NoCpu, seconds: 3)).Diagnose();

        Assert.Empty(diagnosis.Findings);
        Assert.Equal(TimeSpan.FromSeconds(2), diagnosis.Pending);
    }

    public static TheoryData<string> Healthy => [.. Lives.Keys];

    [Theory]
    [MemberData(nameof(Healthy))]
    public void Healthy_life_yields_nothing(string moment) => Assert.Empty(Lives[moment]().Diagnose().Findings);

    private static readonly Dictionary<string, Func<ObservedStack>> Lives = new()
    {
        ["no pod yet"] = () => Aged(Scene.Stack(api: 0, database: 0), 2),
        ["the database waits for its node"] = () => Scene.Stack(api: 0, database: 0).With(Scene.DatabasePod(age: 1).Unscheduled("", seconds: 1)),
        ["the database's volume is made"] = () => Scene.Stack(api: 0, database: 0).With(
            Scene.DatabasePod(age: 3).Unscheduled("0/1 nodes are available: 1 pod has unbound immediate PersistentVolumeClaims.", seconds: 3)),
        ["images are pulled"] = () => Scene.Stack(api: 0).With(Scene.ApiPod(age: 20).Waiting("ContainerCreating")),
        ["the database starts"] = () => Scene.Stack(api: 0, database: 0).With(Scene.DatabasePod(age: 8)),
        ["the API starts"] = () => Scene.Stack(api: 0).With(Scene.ApiPod(age: 8), Scene.DatabasePod(ready: true)),
        ["everything is ready"] = () => Scene.Stack().With(Scene.ApiPod(ready: true), Scene.DatabasePod(ready: true)),
        ["a new version starts beside the old one"] = () => Rolling(Scene.ApiPod("demo-api-old", ready: true), Scene.ApiPod("demo-api-new", age: 5)),
        ["pods end"] = () => Rolling(Leaving(Scene.ApiPod("demo-api-old")), Scene.ApiPod("demo-api-new", age: 8)),
        ["the database's pod is replaced"] = () => Scene.Stack(api: 1, database: 0).With(Leaving(Scene.DatabasePod())),
        ["a stack is suspended"] = Suspended,
        ["a migration is through"] = () => Scene.Stack().With(Succeeded(Scene.JobPod("demo-api-migrate", "demo-api-migrate-a", Scene.Ended(0, reason: "Completed")))),
    };

    private static ObservedStack Suspended()
    {
        var stack = Scene.Stack(api: 0, database: 0).With(Scene.ApiPod().Unscheduled(NoCpu), Scene.DatabasePod().OnLostNode());
        stack.Stack.Spec.Suspend = true;
        return stack;
    }

    private static ObservedStack Aged(ObservedStack stack, double seconds)
    {
        stack.Database!.Metadata.CreationTimestamp = Scene.Ago(seconds);
        stack.Api!.Metadata.CreationTimestamp = Scene.Ago(seconds);
        return stack;
    }

    private static V1Pod Leaving(V1Pod pod)
    {
        pod.Metadata.DeletionTimestamp = Scene.Ago(-20);
        return pod.Waiting("CrashLoopBackOff", "back-off 20s", Scene.Ended(137));
    }

    private static V1Pod Succeeded(V1Pod pod)
    {
        pod.Status.Phase = "Succeeded";
        return pod;
    }

    private static V1Pod Unpulled(V1Pod pod, string image)
    {
        pod.Spec.Containers[0].Image = image;
        return pod.Waiting("ImagePullBackOff", $"Back-off pulling image \"{image}\"");
    }

    /// <summary>The pod whose name ends with <c>old</c> is of the version before.</summary>
    private static ObservedStack Rolling(params V1Pod[] pods)
    {
        var stack = Scene.Stack(api: 0)
            .With(Scene.ReplicaSet("new", revision: 2), Scene.ReplicaSet("old", revision: 1))
            .With([.. pods.Select(each => each.Labelled("pod-template-hash", each.Metadata.Name.Split('-')[^1]))]);
        stack.Api!.Metadata.Annotations["deployment.kubernetes.io/revision"] = "2";
        return stack;
    }
}
