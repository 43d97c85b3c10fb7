using MiniStack.Lab.Kind;

namespace MiniStack.Lab.Tests.Kind;

public sealed class KindConfigTests
{
    private const string Block = """
        kind: Cluster
        apiVersion: kind.x-k8s.io/v1alpha4
        nodes:
        - role: control-plane
          image: kindest/node:v1.30.0@sha256:abc # pinned
          extraPortMappings:
          - containerPort: 30080
            hostPort: 8000
            listenAddress: 127.0.0.1
        - role: worker
          image: "kindest/node:v1.30.0@sha256:abc"
        """;

    [Fact]
    public void Images_and_host_ports_are_read_from_block_style()
    {
        var config = KindConfig.Parse(Block);

        Assert.Equal(["kindest/node:v1.30.0@sha256:abc"], config.NodeImages);
        Assert.Equal([8000], config.HostPorts);
    }

    [Fact]
    public void Flow_style_is_read_as_well()
    {
        var config = KindConfig.Parse("nodes: [{role: control-plane, image: 'a:1', extraPortMappings: [{containerPort: 1, hostPort: 2}, {hostPort: 3}]}]");

        Assert.Equal(["a:1"], config.NodeImages);
        Assert.Equal([2, 3], config.HostPorts);
    }

    [Fact]
    public void What_is_commented_out_does_not_count()
    {
        var config = KindConfig.Parse("nodes:\n# image: a:1\n- role: worker # hostPort: 9\n");

        Assert.Empty(config.NodeImages);
        Assert.Empty(config.HostPorts);
    }

    [Fact]
    public void A_cluster_beside_the_default_one_takes_free_ports()
    {
        var free = KindConfig.WithFreePorts(Block);

        Assert.Empty(KindConfig.Parse(free).HostPorts);
        Assert.Contains("hostPort: 0", free, StringComparison.Ordinal);
        Assert.Contains("containerPort: 30080", free, StringComparison.Ordinal);
    }

    [Fact]
    public void The_repositorys_configuration_maps_the_overlays_node_port()
    {
        var root = Repository();
        var yaml = File.ReadAllText(Path.Combine(root, "kind-config.yaml"));
        var overlay = File.ReadAllLines(Path.Combine(root, "config/samples/overlays/kind/demo.yaml"));

        Assert.Equal([8000], KindConfig.Parse(yaml).HostPorts);
        Assert.Contains("containerPort: 30080", yaml, StringComparison.Ordinal);
        Assert.Contains(overlay, line => line.Trim() == "service: {type: NodePort, nodePort: 30080}");
    }

    [Fact]
    public void The_overlay_is_the_sample_with_a_node_port()
    {
        var samples = Path.Combine(Repository(), "config/samples");

        Assert.Equal(Manifest("demo.yaml"), Manifest("overlays/kind/demo.yaml").Where(line => !line.Contains("service:", StringComparison.Ordinal)));

        IEnumerable<string> Manifest(string file) =>
            File.ReadLines(Path.Combine(samples, file)).Where(line => !line.StartsWith('#') && line.Length > 0);
    }

    private static string Repository()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Operator.sln")))
            directory = directory.Parent!;
        return directory.FullName;
    }
}
