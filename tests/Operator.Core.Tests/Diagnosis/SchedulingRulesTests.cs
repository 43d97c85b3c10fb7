using k8s.Models;
using MiniStack.Operator.Core.Diagnosis;
using MiniStack.Operator.Core.Entities;

namespace MiniStack.Operator.Core.Tests.Diagnosis;

public sealed class SchedulingRulesTests
{
    /// <summary>What the scheduler says, in old and in new words; the message and how the hint begins.</summary>
    [Theory]
    [InlineData(
        "0/3 nodes are available: 1 Insufficient cpu, 2 node(s) had taint {dedicated: training}, that the pod didn't tolerate.",
        "None of 3 nodes takes pod demo-api-1: Insufficient cpu (it requests 2500m), node(s) had taint {dedicated: training}, that the pod didn't tolerate.",
        "Lower spec.api.resources.requests.cpu, or add a node")]
    [InlineData(
        "0/1 nodes are available: 1 Insufficient memory. preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod..",
        "The only node does not take pod demo-api-1: Insufficient memory (it requests 3Gi).",
        "Lower spec.api.resources.limits.memory, or add a node")]
    [InlineData(
        "0/2 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient cpu. no new claims to deallocate, preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.",
        "None of 2 nodes takes pod demo-api-1: Insufficient cpu (it requests 2500m), node(s) had untolerated taint(s).",
        "Lower spec.api.resources.requests.cpu")]
    [InlineData(
        "0/1 nodes are available: 1 Insufficient nvidia.com/gpu.",
        "The only node does not take pod demo-api-1: Insufficient nvidia.com/gpu.",
        "Lower spec.api.resources.requests.nvidia.com/gpu")]
    [InlineData(
        "0/1 nodes are available: 1 node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode.",
        "The only node does not take pod demo-api-1: node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode.",
        "Set spec.api.strategy to Recreate")]
    [InlineData("0/4 nodes are available: 4 Too many pods.", "None of 4 nodes takes pod demo-api-1: Too many pods.", "Remove pods or add a node")]
    [InlineData(
        "0/1 nodes are available: 1 node(s) were unschedulable.", "The only node does not take pod demo-api-1: node(s) were unschedulable (cordoned).", "If the node may take pods again: kubectl uncordon NODE")]
    [InlineData(
        "0/2 nodes are available: 2 node(s) had untolerated taint {dedicated: training}. preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.",
        "None of 2 nodes takes pod demo-api-1: node(s) had untolerated taint {dedicated: training}.",
        "Let it onto such a node, spec.api.tolerations: [{key: dedicated, operator: Exists}]; or add a node without that taint")]
    [InlineData(
        "0/3 nodes are available: 1 node(s) had taint {nvidia.com/gpu: present}, that the pod didn't tolerate, 2 Insufficient nvidia.com/gpu.",
        "None of 3 nodes takes pod demo-api-1: Insufficient nvidia.com/gpu, node(s) had taint {nvidia.com/gpu: present}, that the pod didn't tolerate.",
        "Let it onto such a node, spec.api.tolerations: [{key: nvidia.com/gpu, operator: Exists}]")]
    [InlineData(
        "0/3 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 2 Insufficient nvidia.com/gpu.",
        "None of 3 nodes takes pod demo-api-1: Insufficient nvidia.com/gpu, node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }.",
        "Lower spec.api.resources.requests.nvidia.com/gpu")]
    [InlineData(
        "0/1 nodes are available: 1 node(s) had untolerated taint {node.kubernetes.io/disk-pressure: }.",
        "The only node does not take pod demo-api-1: node(s) had untolerated taint {node.kubernetes.io/disk-pressure: }.",
        "See what is wrong with the nodes")]
    [InlineData(
        "0/1 nodes are available: 1 node(s) had untolerated taint(s). no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.",
        "The only node does not take pod demo-api-1: node(s) had untolerated taint(s).",
        "Name the taint in spec.api.tolerations, add a node without one, or take it away: kubectl describe nodes | grep Taints")]
    [InlineData(
        "0/2 nodes are available: 2 node(s) didn't match node selector.", "None of 2 nodes takes pod demo-api-1: node(s) didn't match node selector.", "Label a node")]
    [InlineData(
        "0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector.",
        "None of 2 nodes takes pod demo-api-1: node(s) didn't match Pod's node affinity/selector.",
        "Label a node")]
    public void Scheduler_is_understood(string said, string message, string hint)
    {
        var pod = Scene.ApiPod().Unscheduled(said);
        pod.Spec.Containers[0].Resources = new V1ResourceRequirements
        {
            Requests = new Dictionary<string, ResourceQuantity> { ["cpu"] = new("2500m"), ["memory"] = new("3Gi") },
        };
        var stack = Scene.Stack(api: 0).With(pod);
        stack.Stack.Spec.Api.Resources = new V1ResourceRequirements
        {
            Requests = new Dictionary<string, ResourceQuantity> { ["cpu"] = new("2500m") },
            Limits = new Dictionary<string, ResourceQuantity> { ["memory"] = new("3Gi") },
        };

        var finding = stack.Only();

        Assert.Equal("Unschedulable", finding.Code.Name);
        Assert.Equal(message, finding.Message);
        Assert.StartsWith(hint, finding.Hint, StringComparison.Ordinal);
    }

    /// <summary>The newest schedulers name no taint, and none names an effect: the nodes do.</summary>
    [Theory]
    [InlineData("0/2 nodes are available: 2 node(s) had untolerated taint(s).", "node(s) had untolerated taint(s) {dedicated: ml}, {nvidia.com/gpu: present}")]
    [InlineData("0/2 nodes are available: 2 node(s) had untolerated taint {nvidia.com/gpu: present}.", "node(s) had untolerated taint {nvidia.com/gpu: present}")]
    public void Nodes_that_may_be_read_give_the_whole_toleration(string said, string reason)
    {
        var pod = Scene.ApiPod().Unscheduled(said);
        pod.Spec.Tolerations = [new V1Toleration { Key = "team", OperatorProperty = "Equal", Value = "shop" }];
        var stack = Scene.Stack(api: 0).With(pod);
        stack = stack with
        {
            Evidence = stack.Evidence with
            {
                Nodes =
                [
                    Node("a", Taint("nvidia.com/gpu", "present", "NoSchedule"), Taint("dedicated", "ml", "NoExecute"), Taint("team", "shop", "NoSchedule")),
                    Node("b", Taint("nvidia.com/gpu", "present", "NoSchedule"), Taint("slow", "", "PreferNoSchedule")),
                ],
            },
        };

        var finding = stack.Only();

        Assert.Equal($"None of 2 nodes takes pod demo-api-1: {reason}.", finding.Message);
        Assert.StartsWith(
            "Let it onto such a node, spec.api.tolerations: [{key: nvidia.com/gpu, operator: Exists, effect: NoSchedule}]; or", finding.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_without_the_labels_that_are_asked_for_is_not_the_one_to_tolerate()
    {
        var pod = Scene.DatabasePod().Unscheduled("0/2 nodes are available: 1 node(s) didn't match Pod's node affinity/selector, 1 node(s) had untolerated taint(s).");
        pod.Spec.NodeSelector = new Dictionary<string, string> { ["disk"] = "nvme" };
        var stack = Scene.Stack(database: 0).With(pod);
        var fast = Node("b", Taint("storage", "", "NoSchedule"), Taint("dedicated", "db", "NoSchedule")) with
        {
            Labels = new Dictionary<string, string> { ["disk"] = "nvme" },
        };
        stack = stack with { Evidence = stack.Evidence with { Nodes = [Node("a", Taint("other", "", "NoSchedule")), fast] } };

        Assert.StartsWith(
            "Let it onto such a node, spec.database.tolerations: [{key: storage, operator: Exists, effect: NoSchedule}, {key: dedicated, operator: Exists, effect: NoSchedule}]; or",
            stack.Diagnose().Root?.Hint,
            StringComparison.Ordinal);
    }

    public static TheoryData<string, Action<ApiSpec>, string> Placements => new()
    {
        {
            "1 node(s) didn't match Pod's node affinity/selector",
            api => api.NodeSelector = new Dictionary<string, string> { ["zone"] = "b", ["disk"] = "ssd" },
            "Mend spec.api.nodeSelector, or label a node: kubectl label node NODE disk=ssd zone=b"
        },
        {
            "1 node(s) didn't match Pod's node affinity/selector",
            api => api.Affinity = new V1Affinity { NodeAffinity = new V1NodeAffinity() },
            "Mend spec.api.affinity.nodeAffinity, or label a node: kubectl get nodes --show-labels"
        },
        {
            "1 node(s) didn't match pod anti-affinity rules",
            api => api.Affinity = new V1Affinity { PodAntiAffinity = new V1PodAntiAffinity() },
            "Add a node, or let its pods be together: spec.api.affinity.podAntiAffinity"
        },
        {
            "1 node(s) didn't match pod affinity rules",
            api => api.Affinity = new V1Affinity { PodAffinity = new V1PodAffinity() },
            "Mend spec.api.affinity.podAffinity: kubectl get pods --show-labels"
        },
        {
            "1 node(s) didn't match pod topology spread constraints (missing required label)",
            api => api.TopologySpreadConstraints = [new V1TopologySpreadConstraint()],
            "Add a node, label the nodes by the topologyKey, or set whenUnsatisfiable: ScheduleAnyway in spec.api.topologySpreadConstraints"
        },
    };

    [Theory]
    [MemberData(nameof(Placements), DisableDiscoveryEnumeration = true)]
    public void A_placement_that_no_node_meets_is_named_by_its_field(string said, Action<ApiSpec> place, string hint)
    {
        var stack = Scene.Stack(api: 0).With(Scene.ApiPod().Unscheduled($"0/1 nodes are available: {said}."));
        place(stack.Stack.Spec.Api);

        Assert.Equal(hint, stack.Only().Hint);
    }

    private static ObservedNode Node(string name, params V1Taint[] taints) => new(name, new Dictionary<string, string>(), taints);

    private static V1Taint Taint(string key, string value, string effect) => new() { Key = key, Value = value, Effect = effect };

    [Fact]
    public void Init_container_that_asks_for_more_counts_and_containers_add_up()
    {
        var pod = Scene.DatabasePod().Unscheduled("0/1 nodes are available: 1 Insufficient cpu, 1 Insufficient memory.");
        pod.Spec.Containers = [Container("500m", "1Gi"), Container("250m", "1Gi")];
        pod.Spec.InitContainers = [Container("100m", "4Gi")];

        Assert.Equal(
            "The only node does not take pod demo-db-0: Insufficient cpu (it requests 750m), Insufficient memory (it requests 4Gi).",
            Scene.Stack(database: 0).With(pod).Diagnose().Root?.Message);

        static V1Container Container(string cpu, string memory) => new()
        {
            Name = cpu,
            Resources = new V1ResourceRequirements { Requests = new Dictionary<string, ResourceQuantity> { ["cpu"] = new(cpu), ["memory"] = new(memory) } },
        };
    }

    [Fact]
    public void Volume_of_the_database_on_another_node_is_named()
    {
        var pod = Scene.DatabasePod().Unscheduled("0/2 nodes are available: 2 node(s) had volume node affinity conflict.");

        Assert.Equal(
            "None of 2 nodes takes pod demo-db-0: node(s) had volume node affinity conflict (demo-db-data is bound elsewhere).",
            Scene.Stack(database: 0).With(pod).Diagnose().Root?.Message);
    }

    [Fact]
    public void Nodes_that_all_are_silent_are_the_cause()
    {
        var pod = Scene.ApiPod().Unscheduled(
            "0/1 nodes are available: 1 node(s) had taint {node.kubernetes.io/unreachable: }, that the pod didn't tolerate.");

        Assert.Equal("NodeDown", Scene.Stack(api: 0).With(pod).Only().Code.Name);
    }

    [Fact]
    public void Event_stands_in_for_a_condition_without_a_message()
    {
        var pod = Scene.ApiPod().Unscheduled("");
        pod.Status.Conditions = [];

        Assert.Equal(
            "The only node does not take pod demo-api-1: Too many pods.",
            Scene.Stack(api: 0).With(pod).With(Scene.Event(pod, "FailedScheduling", "0/1 nodes are available: 1 Too many pods.")).Only().Message);
    }

    [Fact]
    public void Gates_are_named()
    {
        var pod = Scene.ApiPod().Unscheduled("Scheduling is blocked due to non-empty scheduling gates", reason: "SchedulingGated");
        pod.Spec.SchedulingGates = [new V1PodSchedulingGate { Name = "example.com/queue" }];

        Assert.Equal(
            "The scheduler waits with pod demo-api-1 until its scheduling gates are taken away: example.com/queue.", Scene.Stack(api: 0).With(pod).Only().Message);
    }

    [Fact]
    public void Claim_of_the_api_that_is_not_bound_is_named()
    {
        var pod = Scene.ApiPod().Unscheduled("0/1 nodes are available: 1 pod has unbound immediate PersistentVolumeClaims.");
        pod.Spec.Volumes = [new V1Volume { Name = "models", PersistentVolumeClaim = new V1PersistentVolumeClaimVolumeSource { ClaimName = "models" } }];

        var finding = Scene.Stack(api: 0).With(pod).Only();

        Assert.Equal("VolumePending", finding.Code.Name);
        Assert.Contains("models", finding.Message, StringComparison.Ordinal);
        Assert.Equal("kubectl describe pvc models", finding.Hint);
    }

    [Theory]
    [InlineData("persistentvolumeclaim \"models\" not found")]
    [InlineData("0/3 nodes are available: persistentvolumeclaim \"models\" not found. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.")]
    public void Claim_of_the_api_that_is_not_there_is_missing_configuration(string said)
    {
        var finding = Scene.Stack(api: 0).With(Scene.ApiPod().Unscheduled(said)).Only();

        Assert.Equal("ConfigMissing", finding.Code.Name);
        Assert.Contains("PersistentVolumeClaim models, which spec.api.volumes names", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unbound_claim_of_the_database_is_told_by_the_claim_alone()
    {
        var pod = Scene.DatabasePod().Unscheduled("0/1 nodes are available: 1 pod has unbound immediate PersistentVolumeClaims.");

        Assert.DoesNotContain(Scene.Stack(database: 0).With(pod).Diagnose().Findings, each => each.Code.Name == "Unschedulable");
    }

    [Fact]
    public void Pod_that_the_scheduler_has_just_seen_is_given_time()
    {
        var diagnosis = Scene.Stack(api: 0).With(Scene.ApiPod().Unscheduled("0/1 nodes are available: 1 Insufficient cpu.", seconds: 2)).Diagnose();

        Assert.Empty(diagnosis.Findings);
        Assert.Equal(TimeSpan.FromSeconds(3), diagnosis.Pending);
    }

    [Fact]
    public void Ten_pods_are_one_finding_though_the_nodes_refuse_them_in_another_order()
    {
        var pods = Enumerable.Range(0, 10).Select(i => Scene.ApiPod($"demo-api-{i}").Unscheduled(
            i % 2 == 0
                ? "0/5 nodes are available: 2 Insufficient cpu, 3 Insufficient memory."
                : "0/5 nodes are available: 1 Insufficient memory, 4 Insufficient cpu."));

        Assert.Equal(
            "None of 5 nodes takes pod demo-api-0 and 9 more: Insufficient cpu, Insufficient memory.",
            Scene.Stack(api: 0, replicas: 10).With([.. pods]).Only().Message);
    }
}
