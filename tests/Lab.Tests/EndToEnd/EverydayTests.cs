namespace MiniStack.Lab.Tests.EndToEnd;

/// <summary>Rows "suspend", "kubectl scale", "restartedAt", "turn autoscale on", and the field <c>api.ingress</c>.</summary>
[Trait("Category", "EndToEnd")]
public sealed class EverydayTests(LabFixture lab)
{
    /// <summary>Several resyncs of a stack that is not Ready, and time enough for anything that answers a watch.</summary>
    private static readonly TimeSpan WhileWatched = TimeSpan.FromSeconds(8);

    [Fact]
    public async Task Suspended_stack_has_no_pods_and_comes_back_with_its_rows()
    {
        await using var stack = await TestStack.ReadyAsync(lab, Specs.Small);
        await stack.SqlAsync("CREATE TABLE kept AS SELECT 42 AS answer");

        await stack.PatchAsync("""{"suspend":true}""");
        await stack.WaitForReasonAsync("Suspended");
        await Eventually.IsAsync(
            "no pod is left", TestStack.ReadyDeadline, () => stack.ListAsync(Resource.Pods), pods => pods.Count == 0);

        await stack.PatchAsync("""{"suspend":false}""");
        await stack.WaitUntilReadyAsync();
        Assert.Equal("42", await stack.SqlAsync("SELECT answer FROM kept"));
        Assert.Equal(0, Pods.RestartsOf(await stack.ApiPodAsync()));
    }

    [Fact]
    public async Task Scaling_adds_pods_beside_the_old_one_and_a_restart_replaces_all()
    {
        await using var stack = await TestStack.ReadyAsync(lab, Specs.FastApi);
        var first = await stack.ApiPodAsync();
        var database = (await stack.DatabasePodAsync()).UidOf();

        await stack.KubectlAsync("scale", "ms", stack.Name, "--replicas=3");
        var three = await stack.WaitForApiPodsAsync(3);
        Assert.Contains(first.UidOf(), three.Select(Json.UidOf));

        await stack.KubectlAsync("annotate", "ms", stack.Name, "ministack.dev/restartedAt=2030-01-01T00:00:00Z");
        await stack.WaitForApiPodsAsync(3, three);

        await stack.KubectlAsync("scale", "ms", stack.Name, "--replicas=1");
        await stack.WaitForApiPodsAsync(1, three);
        Assert.Equal(database, (await stack.DatabasePodAsync()).UidOf());
    }

    [Fact]
    public async Task Autoscaler_takes_the_replicas_over_without_a_dip_and_is_not_fought()
    {
        await using var stack = await TestStack.ReadyAsync(lab, "{api: {image: fastapi-sample:dev, replicas: 2}}");
        var two = await stack.WaitForApiPodsAsync(2);

        await stack.PatchAsync("""{"api":{"autoscale":{"minReplicas":1,"maxReplicas":4,"cpuPercent":80}}}""");
        var autoscaler = await Eventually.IsAsync(
            "the autoscaler is there", TestStack.ShortDeadline, () => stack.FindAsync(Resource.Autoscalers, stack.Api), found => found is not null);
        Assert.Equal(stack.Api, autoscaler!.Value.TextAt("spec", "scaleTargetRef", "name"));
        Assert.Equal((1, 4), (autoscaler.Value.NumberAt("spec", "minReplicas"), autoscaler.Value.NumberAt("spec", "maxReplicas")));
        await stack.WaitUntilReadyAsync();
        Assert.Equal(two.Select(Json.UidOf).Order(), (await stack.ApiPodsAsync()).Select(Json.UidOf).Order());

        // As the autoscaler would, which without a metrics server stands still.
        await stack.KubectlAsync("scale", "deployment", stack.Api, "--replicas=3");
        await stack.WaitForApiPodsAsync(3);
        await Eventually.StaysAsync("three replicas stay", WhileWatched, () => ReplicasAsync(stack), replicas => replicas == 3);

        await stack.PatchAsync("""{"api":{"autoscale":null}}""");
        await stack.WaitForApiPodsAsync(2);
        Assert.Null(await stack.FindAsync(Resource.Autoscalers, stack.Api));
    }

    [Fact]
    public async Task Ingress_comes_and_goes_with_the_spec()
    {
        await using var stack = await TestStack.CreateAsync(lab);
        await stack.ApplySpecAsync("{api: {image: fastapi-sample:dev, ingress: {host: shop.test, tlsSecretName: shop-tls}}}");

        var ingress = await Eventually.IsAsync(
            "the ingress is there", TestStack.ShortDeadline, () => stack.FindAsync(Resource.Ingresses, stack.Api), found => found is not null);
        var rule = ingress!.Value.GetProperty("spec").GetProperty("rules")[0];
        Assert.Equal("shop.test", rule.TextAt("host"));
        Assert.Equal(stack.Api, rule.GetProperty("http").GetProperty("paths")[0].TextAt("backend", "service", "name"));

        await stack.PatchAsync("""{"api":{"ingress":null}}""");
        await stack.WaitUntilGoneAsync(Resource.Ingresses, stack.Api);
    }

    private static async Task<int> ReplicasAsync(TestStack stack) =>
        (await stack.GetAsync(Resource.Deployments, stack.Api)).NumberAt("spec", "replicas");
}
