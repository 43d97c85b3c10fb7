using k8s.Models;
using MiniStack.Lab.Host;

namespace MiniStack.Lab.Tests.Host;

public sealed class HostsFileTests
{
    [Fact]
    public void A_Service_is_at_its_cluster_address() =>
        Assert.Equal("198.19.0.7 web.shop.svc.cluster.local\n", HostsFile.Build([Service("web", "198.19.0.7")], [Endpoints("web", ("198.18.0.2", null))]));

    [Fact]
    public void A_headless_Service_is_at_its_pods_addresses_and_so_is_each_named_pod() =>
        Assert.Equal(
            """
            198.18.0.2 db.shop.svc.cluster.local
            198.18.0.2 db-0.db.shop.svc.cluster.local
            198.18.0.3 db.shop.svc.cluster.local

            """,
            HostsFile.Build([Service("db", "None")], [Endpoints("db", ("198.18.0.2", "db-0"), ("198.18.0.3", null))]));

    [Fact]
    public void What_has_no_address_has_no_name() =>
        Assert.Equal("", HostsFile.Build([Service("external", null), Service("headless", "None"), Service("empty", "None")], [new V1Endpoints { Metadata = Meta("empty") }]));

    [Fact]
    public void The_order_does_not_depend_on_the_lists() =>
        Assert.Equal(
            HostsFile.Build([Service("a", "198.19.0.1"), Service("b", "198.19.0.2")], []),
            HostsFile.Build([Service("b", "198.19.0.2"), Service("a", "198.19.0.1")], []));

    private static V1Service Service(string name, string? address) =>
        new() { Metadata = Meta(name), Spec = new V1ServiceSpec { ClusterIP = address } };

    private static V1Endpoints Endpoints(string name, params (string Ip, string? Host)[] addresses) => new()
    {
        Metadata = Meta(name),
        Subsets = [new V1EndpointSubset { Addresses = [.. addresses.Select(item => new V1EndpointAddress { Ip = item.Ip, Hostname = item.Host })] }],
    };

    private static V1ObjectMeta Meta(string name) => new() { Name = name, NamespaceProperty = "shop" };
}
