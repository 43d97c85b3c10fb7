namespace MiniStack.Lab.Tests.EndToEnd;

/// <summary>Rows "annotate ministack.dev/paused", "a child's name is taken by a foreign object", "delete or edit another child by hand".</summary>
[Trait("Category", "EndToEnd")]
public sealed class HandsOffTests(LabFixture lab)
{
    private static readonly TimeSpan WhileWatched = TimeSpan.FromSeconds(8);

    [Fact]
    public async Task Paused_stack_is_left_alone_and_caught_up_with_when_it_is_resumed()
    {
        await using var stack = await TestStack.ReadyAsync(lab, Specs.FastApi);
        var pod = await stack.ApiPodAsync();

        await stack.KubectlAsync("annotate", "ms", stack.Name, "ministack.dev/paused=true");
        await stack.WaitForReasonAsync("Paused");
        await stack.KubectlAsync("delete", "service", stack.Api);
        await stack.PatchAsync("""{"api":{"env":[{"name":"GREETING","value":"hello"}]}}""");
        await Eventually.StaysAsync(
            "the Service is not made again", WhileWatched, () => stack.FindAsync(Resource.Services, stack.Api), found => found is null);
        Assert.Equal(pod.UidOf(), (await stack.ApiPodAsync()).UidOf());

        await stack.KubectlAsync("annotate", "ms", stack.Name, "ministack.dev/paused-");
        await stack.WaitForApiPodsAsync(1, pod);
        await stack.WaitUntilReadyAsync();
        Assert.NotNull(await stack.FindAsync(Resource.Services, stack.Api));
    }

    [Fact]
    public async Task Paused_stack_can_be_deleted()
    {
        await using var stack = await TestStack.ReadyAsync(lab, "{deletionPolicy: Delete, api: {image: fastapi-sample:dev}}");
        await stack.KubectlAsync("annotate", "ms", stack.Name, "ministack.dev/paused=true");
        await stack.WaitForReasonAsync("Paused");

        await stack.KubectlAsync("delete", "ms", stack.Name, "--timeout=120s");

        await stack.WaitUntilGoneAsync(Resource.Claims, stack.Volume);
    }

    [Fact]
    public async Task Foreign_object_of_a_childs_name_is_named_and_not_touched_and_the_stack_goes_on_when_it_is_gone()
    {
        await using var stack = await TestStack.CreateAsync(lab);
        await stack.ApplyAsync($$"""
            apiVersion: v1
            kind: Service
            metadata: {name: {{stack.Api}}}
            spec: {ports: [{port: 1234}], selector: {app: another} }
            """);
        var foreign = await stack.GetAsync(Resource.Services, stack.Api);

        await stack.ApplySpecAsync(Specs.FastApi);
        var status = await stack.WaitForReasonAsync("Conflict");
        Assert.Contains(stack.Api, status.Diagnosis, StringComparison.Ordinal);
        Assert.Equal(
            foreign.TextAt("metadata", "resourceVersion"), (await stack.GetAsync(Resource.Services, stack.Api)).TextAt("metadata", "resourceVersion"));

        await stack.KubectlAsync("delete", "service", stack.Api);
        await stack.WaitUntilReadyAsync();
    }

    [Fact]
    public async Task Deleted_and_edited_children_are_healed()
    {
        await using var stack = await TestStack.ReadyAsync(lab, Specs.FastApi);

        await stack.KubectlAsync("patch", "service", stack.Api, "--type=merge", "-p", """{"spec":{"selector":{"ministack.dev/component":"another"}}}""");
        await stack.KubectlAsync("delete", "deployment", stack.Api, "--cascade=orphan");
        await stack.KubectlAsync("delete", "statefulset", stack.Database);

        await Eventually.IsTrueAsync("the Service selects the API again", TestStack.ShortDeadline, async () =>
            (await stack.GetAsync(Resource.Services, stack.Api)).TextAt("spec", "selector", "ministack.dev/component") == "api");
        await Eventually.IsTrueAsync("both workloads are back", TestStack.ReadyDeadline, async () =>
            await stack.FindAsync(Resource.Deployments, stack.Api) is not null && await stack.FindAsync(Resource.StatefulSets, stack.Database) is not null);
        await stack.WaitUntilReadyAsync();
        await Eventually.IsAsync(
            "the database answers", TestStack.ReadyDeadline, () => stack.SqlAsync("SELECT 42"), answer => answer == "42");
    }
}
