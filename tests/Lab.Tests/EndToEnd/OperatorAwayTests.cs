using MiniStack.Lab.Deploy;

namespace MiniStack.Lab.Tests.EndToEnd;

/// <summary>Row "restart or upgrade the operator", and deletion while it is away.</summary>
[Collection(LabAlone.Name)]
[Trait("Category", "EndToEnd")]
public sealed class OperatorAwayTests(LabFixture lab)
{
    [Fact]
    public async Task Stack_deleted_while_the_operator_is_away_is_cleared_when_it_is_back_and_no_other_pod_restarts()
    {
        await using var stack = await TestStack.ReadyAsync(lab, "{deletionPolicy: Delete, api: {image: fastapi-sample:dev}}");
        await using var other = await TestStack.ReadyAsync(lab, Specs.FastApi);
        var volume = (await stack.GetAsync(Resource.Claims, stack.Volume)).TextAt("spec", "volumeName");
        var before = await PodsAsync(other);

        await ScaleOperatorAsync(0);
        try
        {
            await stack.KubectlAsync("delete", "ms", stack.Name, "--wait=false");
            Assert.NotNull(await stack.FindAsync(Resource.Stack, stack.Name));
        }
        finally
        {
            await ScaleOperatorAsync(1);
        }

        await stack.WaitUntilGoneAsync(Resource.Stack, stack.Name);
        Assert.Null(await stack.FindAsync(Resource.Secrets, stack.Database));
        await stack.WaitUntilGoneAsync(Resource.Claims, stack.Volume);
        await Eventually.IsTrueAsync("the PersistentVolume is gone", TestStack.ReadyDeadline, async () =>
            await lab.Api.FindAsync("/api/v1/persistentvolumes/" + volume) is null);
        Assert.Equal(before, await PodsAsync(other));
    }

    private static async Task<IEnumerable<string>> PodsAsync(TestStack stack) =>
        (await stack.ListAsync(Resource.Pods)).Select(pod => $"{pod.UidOf()} {Pods.RestartsOf(pod)}").Order();

    private async Task ScaleOperatorAsync(int replicas)
    {
        await lab.KubectlAsync(
            "-n", OperatorInstallation.Namespace, "scale", "deployment", OperatorInstallation.Deployment, $"--replicas={replicas}");
        await Eventually.IsAsync(
            $"{replicas} operators are ready", TestStack.ReadyDeadline,
            () => lab.Api.ListAsync(Resource.Pods.PathOf(OperatorInstallation.Namespace)),
            pods => pods.Count == replicas && pods.All(Pods.IsReady));
    }
}
