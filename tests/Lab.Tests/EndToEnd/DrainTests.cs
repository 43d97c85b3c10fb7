using MiniStack.Lab.Deploy;

namespace MiniStack.Lab.Tests.EndToEnd;

/// <summary>Row "drain the node".</summary>
[Collection(LabAlone.Name)]
[Trait("Category", "EndToEnd")]
public sealed class DrainTests(LabFixture lab)
{
    [Fact]
    public async Task Drain_of_every_node_ends_by_itself_beside_a_broken_pod_and_everything_comes_back()
    {
        await using var stack = await TestStack.ReadyAsync(lab, Specs.Small);
        await using var broken = await TestStack.CreateAsync(lab, "broken");
        await broken.ApplySpecAsync("{api: {image: localhost:5999/nope:1}}");
        await Eventually.IsAsync("the broken API's pod is there", TestStack.ReadyDeadline, broken.ApiPodsAsync, pods => pods.Count == 1);
        await stack.SqlAsync("CREATE TABLE kept AS SELECT 42 AS answer");
        var nodes = (await stack.NodesAsync()).Select(Json.NameOf).ToList();
        try
        {
            await lab.KubectlAsync(["drain", .. nodes, "--ignore-daemonsets", "--delete-emptydir-data", "--timeout=180s"]);
            Assert.All(await stack.ListAsync(Resource.Pods), pod => Assert.NotEqual("Running", pod.TextAt("status", "phase")));
        }
        finally
        {
            await lab.KubectlAsync(["uncordon", .. nodes]);
        }

        await new OperatorInstallation(lab.Kubectl, "").WaitUntilAvailableAsync(default);
        await stack.WaitForApiPodsAsync(1);
        await stack.WaitUntilReadyAsync();
        Assert.Equal("42", await stack.SqlAsync("SELECT answer FROM kept"));
    }
}
