using MiniStack.Lab.ControlPlane.Processes;

namespace MiniStack.Lab.Tests.EndToEnd;

/// <summary>The verbs of <c>./lab</c> on a running lab.</summary>
[Collection(LabAlone.Name)]
[Trait("Category", "EndToEnd")]
public sealed class LabTests(LabFixture lab)
{
    [Fact]
    public async Task Second_up_leaves_every_pod_as_it_is()
    {
        await using var demo = await OwnSampleAsync();
        var before = await PodsAsync(demo);

        await SucceedAsync("up");

        Assert.Equal(before, await PodsAsync(demo));
    }

    [Fact]
    public async Task Load_restarts_the_stacks_that_run_the_image()
    {
        await using var demo = await OwnSampleAsync();
        var before = Pods.UidOf(await demo.ApiPodAsync());
        var database = Pods.UidOf(await demo.PodAsync(demo.DatabasePod));

        await SucceedAsync("load", "api");

        await Eventually.IsTrueAsync("the old API pod is gone", TestStack.ReadyDeadline, async () =>
            await demo.ApiPodsAsync() is [var pod] && Pods.UidOf(pod) != before && Pods.IsReady(pod));
        Assert.Equal(database, Pods.UidOf(await demo.PodAsync(demo.DatabasePod)));
    }

    [Fact]
    public async Task Status_shows_components_nodes_the_operator_and_stacks()
    {
        await using var demo = await OwnSampleAsync();

        var status = await SucceedAsync("status");

        Assert.Contains($"Cluster {LabFixture.Name}, provider ", status, StringComparison.Ordinal);
        Assert.Matches(@"ministack-operator-\S+ +1/1 +Running", status);
        Assert.Matches("default +demo +True +Ready", status);
    }

    [Fact]
    public async Task Kubectl_takes_its_own_options_and_keeps_its_exit_code()
    {
        await using var demo = await OwnSampleAsync();

        var found = await lab.LabAsync("kubectl", "-n", "default", "get", "ms", "demo", "-o", "jsonpath={.metadata.name}");
        var missing = await lab.LabAsync("kubectl", "get", "ms", "nope");

        Assert.Equal((0, "demo"), (found.ExitCode, found.Output));
        Assert.Equal(1, missing.ExitCode);
        Assert.Contains("\"nope\" not found", missing.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logs_of_the_operator_are_shown()
    {
        await using var demo = await OwnSampleAsync();

        Assert.NotEmpty(await SucceedAsync("logs", "operator"));
    }

    private async Task<TestStack> OwnSampleAsync()
    {
        Assert.SkipUnless(lab.IsOwn, "MINISTACK_LAB_KUBECONFIG names a cluster that these tests did not bring up.");
        return await TestStack.SampleAsync(lab);
    }

    private async Task<string> SucceedAsync(params string[] arguments)
    {
        ProcessResult result = await lab.LabAsync(arguments);
        Assert.True(result.ExitCode == 0, $"./lab {string.Join(' ', arguments)}: exit code {result.ExitCode}\n{result.Output}\n{result.Error}");
        return result.Output;
    }

    /// <summary>Every pod with its restarts, the node's own included.</summary>
    private static async Task<IReadOnlyList<string>> PodsAsync(TestStack stack)
    {
        var pods = await stack.KubectlAsync(
            "get", "pods", "--all-namespaces", "--no-headers", "-o",
            "custom-columns=NS:.metadata.namespace,NAME:.metadata.name,UID:.metadata.uid,RESTARTS:.status.containerStatuses[*].restartCount");
        // Namespaces of earlier tests are on their way out.
        return [.. pods.Split('\n').Where(line => !line.StartsWith("e2e-", StringComparison.Ordinal)).Order()];
    }
}
