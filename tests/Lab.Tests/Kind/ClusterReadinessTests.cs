using k8s.Models;
using MiniStack.Lab.Kind;

namespace MiniStack.Lab.Tests.Kind;

public sealed class ClusterReadinessTests
{
    private static readonly V1Node Ready = Node("True", "kubelet is posting ready status");
    private static readonly V1EndpointSlice Dns = Slice(true);
    private static readonly V1StorageClass Default = Class(new() { ["storageclass.kubernetes.io/is-default-class"] = "true" });

    [Fact]
    public void A_cluster_with_node_dns_and_storage_lacks_nothing() =>
        Assert.Null(FindMissing([Ready], 1, [Dns], [Class(null), Default]));

    [Fact]
    public void A_node_that_has_not_joined_is_awaited() =>
        Assert.Equal("1 of 2 nodes have joined", FindMissing([Ready], 2, [Dns], [Default]));

    [Fact]
    public void A_node_that_is_not_ready_is_named_with_its_reason() =>
        Assert.Equal(
            "node n: cni plugin not initialized",
            FindMissing([Ready, Node("False", "cni plugin not initialized")], 2, [Dns], [Default]));

    [Fact]
    public void A_node_without_conditions_is_not_ready() =>
        Assert.Equal("node n: no status yet", FindMissing([new() { Metadata = new() { Name = "n" } }], 1, [Dns], [Default]));

    [Fact]
    public void Dns_needs_an_endpoint_that_is_ready()
    {
        const string missing = "cluster DNS (kube-system/kube-dns) has no ready endpoint";

        Assert.Equal(missing, FindMissing([Ready], 1, [], [Default]));
        Assert.Equal(missing, FindMissing([Ready], 1, [Slice(false)], [Default]));
        Assert.Null(FindMissing([Ready], 1, [Slice(false), Slice(null)], [Default]));
    }

    [Fact]
    public void Storage_needs_a_default_class() =>
        Assert.Equal(
            "no default StorageClass",
            FindMissing([Ready], 1, [Dns], [Class(null), Class(new() { ["storageclass.kubernetes.io/is-default-class"] = "false" })]));

    [Fact]
    public void A_pod_that_is_told_to_run_since_before_its_node_started_is_awaited()
    {
        const string missing = "pod default/demo-api has not been started again yet";

        Assert.Equal(missing, Missing(Pod("n0", Start.AddSeconds(-1))));
        Assert.Null(Missing(Pod("n0", Start)));
        Assert.Null(Missing(Pod("n0", null)));
        Assert.Null(Missing(Pod(null, null)));
        Assert.Null(Missing(Pod("n1", Start.AddSeconds(-1))));

        static string? Missing(V1Pod pod) => ClusterReadiness.FindMissing([Ready], Nodes(1), [Dns], [Default], [pod]);
    }

    private static readonly DateTime Start = new(2026, 1, 31, 10, 20, 30, DateTimeKind.Utc);

    private static string? FindMissing(IEnumerable<V1Node> nodes, int expected, IEnumerable<V1EndpointSlice> dns, IEnumerable<V1StorageClass> classes) =>
        ClusterReadiness.FindMissing(nodes, Nodes(expected), dns, classes, []);

    private static List<KindNode> Nodes(int count) =>
        [.. Enumerable.Range(0, count).Select(index => new KindNode($"n{index}", "worker", "running", 0, Start, "kindest/node:v1", ""))];

    private static V1Pod Pod(string? node, DateTime? started) => new()
    {
        Metadata = new() { Name = "demo-api", NamespaceProperty = "default" },
        Spec = new() { NodeName = node },
        Status = new() { ContainerStatuses = [new() { State = new() { Running = started is null ? null : new() { StartedAt = started } } }] },
    };

    private static V1Node Node(string ready, string message) => new()
    {
        Metadata = new() { Name = "n" },
        Status = new() { Conditions = [new() { Type = "MemoryPressure", Status = "False" }, new() { Type = "Ready", Status = ready, Message = message }] },
    };

    private static V1EndpointSlice Slice(bool? ready) =>
        new() { Endpoints = [new() { Addresses = ["198.51.100.7"], Conditions = new() { Ready = ready } }] };

    private static V1StorageClass Class(Dictionary<string, string>? annotations) => new() { Metadata = new() { Name = "c", Annotations = annotations } };
}
