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
        Assert.Null(ClusterReadiness.FindMissing([Ready], 1, [Dns], [Class(null), Default]));

    [Fact]
    public void A_node_that_has_not_joined_is_awaited() =>
        Assert.Equal("1 of 2 nodes have joined", ClusterReadiness.FindMissing([Ready], 2, [Dns], [Default]));

    [Fact]
    public void A_node_that_is_not_ready_is_named_with_its_reason() =>
        Assert.Equal(
            "node n: cni plugin not initialized",
            ClusterReadiness.FindMissing([Ready, Node("False", "cni plugin not initialized")], 2, [Dns], [Default]));

    [Fact]
    public void A_node_without_conditions_is_not_ready() =>
        Assert.Equal("node n: no status yet", ClusterReadiness.FindMissing([new() { Metadata = new() { Name = "n" } }], 1, [Dns], [Default]));

    [Fact]
    public void Dns_needs_an_endpoint_that_is_ready()
    {
        const string missing = "cluster DNS (kube-system/kube-dns) has no ready endpoint";

        Assert.Equal(missing, ClusterReadiness.FindMissing([Ready], 1, [], [Default]));
        Assert.Equal(missing, ClusterReadiness.FindMissing([Ready], 1, [Slice(false)], [Default]));
        Assert.Null(ClusterReadiness.FindMissing([Ready], 1, [Slice(false), Slice(null)], [Default]));
    }

    [Fact]
    public void Storage_needs_a_default_class() =>
        Assert.Equal(
            "no default StorageClass",
            ClusterReadiness.FindMissing([Ready], 1, [Dns], [Class(null), Class(new() { ["storageclass.kubernetes.io/is-default-class"] = "false" })]));

    private static V1Node Node(string ready, string message) => new()
    {
        Metadata = new() { Name = "n" },
        Status = new() { Conditions = [new() { Type = "MemoryPressure", Status = "False" }, new() { Type = "Ready", Status = ready, Message = message }] },
    };

    private static V1EndpointSlice Slice(bool? ready) =>
        new() { Endpoints = [new() { Addresses = ["198.51.100.7"], Conditions = new() { Ready = ready } }] };

    private static V1StorageClass Class(Dictionary<string, string>? annotations) => new() { Metadata = new() { Name = "c", Annotations = annotations } };
}
