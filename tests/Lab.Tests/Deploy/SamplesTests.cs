using MiniStack.Lab.Deploy;
using MiniStack.Lab.Kind;

namespace MiniStack.Lab.Tests.Deploy;

public sealed class SamplesTests
{
    private static readonly string Config = File.ReadAllText(Path.Combine(Repository.Find(), "kind-config.yaml"));

    [Fact]
    public void A_port_that_the_node_holds_is_asked_as_it_is() => Assert.Equal("curl localhost:8000/health", Reach(Config));

    [Fact]
    public void Where_the_port_is_free_kubectl_forwards_it()
    {
        const string forward = "kubectl port-forward service/demo-api 8000     # then: curl localhost:8000/health";

        Assert.Equal(forward, Reach(KindConfig.WithFreePorts(Config)));
        Assert.Equal(forward, Reach(null));
    }

    private static string Reach(string? config) => Samples.ReachCommand("kubectl", "demo-api", config);
}
