using MiniStack.Lab.Kind;

namespace MiniStack.Lab.Tests.Kind;

public sealed class KindNodeTests
{
    [Fact]
    public void Inspected_containers_become_nodes_in_the_order_of_their_names()
    {
        var nodes = KindNode.Parse("""
            /lab-worker|worker|exited|2|2026-01-31T10:20:30.123456789Z|kindest/node:v1|
            /lab-control-plane|control-plane|running|0|0001-01-01T00:00:00Z|kindest/node:v1|127.0.0.1:8000->30080/tcp 127.0.0.1:41234->6443/tcp 

            """);

        Assert.Equal(
            [
                new KindNode("lab-control-plane", "control-plane", "running", 0, default, "kindest/node:v1", "127.0.0.1:8000->30080/tcp 127.0.0.1:41234->6443/tcp"),
                new KindNode("lab-worker", "worker", "exited", 2, new DateTime(2026, 1, 31, 10, 20, 30, DateTimeKind.Utc), "kindest/node:v1", ""),
            ],
            nodes);
        Assert.Equal([true, false], nodes.Select(node => node.IsRunning));
    }

    [Fact]
    public void A_load_balancer_is_no_Kubernetes_node() =>
        Assert.Equal([false], KindNode.Parse("/lab-lb|external-load-balancer|running|0|2026-01-31T10:20:30Z|haproxy|").Select(node => node.IsKubernetesNode));
}
