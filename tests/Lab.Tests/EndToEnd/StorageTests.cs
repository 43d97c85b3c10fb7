using System.Text.Json;

namespace MiniStack.Lab.Tests.EndToEnd;

/// <summary>Rows "raise storage.size", "lower it, or jump a Postgres major", and "refused when the kept volume's version, user or database differs".</summary>
[Trait("Category", "EndToEnd")]
public sealed class StorageTests(LabFixture lab)
{
    [Fact]
    public async Task Another_version_is_refused_and_the_rows_are_there_after_going_back()
    {
        await using var stack = await TestStack.ReadyAsync(lab, Specs.FastApi);
        await stack.SqlAsync("CREATE TABLE kept AS SELECT 42 AS answer");
        var pod = (await stack.DatabasePodAsync()).UidOf();

        await stack.PatchAsync("""{"database":{"version":15}}""");
        var status = await WaitUntilRefusedAsync(stack);
        Assert.Contains("17", status, StringComparison.Ordinal);
        Assert.Equal(pod, (await stack.DatabasePodAsync()).UidOf());

        await stack.PatchAsync("""{"database":{"version":17}}""");
        await stack.WaitUntilReadyAsync();
        Assert.Equal("42", await stack.SqlAsync("SELECT answer FROM kept"));
    }

    [Theory]
    [InlineData("user: somebody")]
    [InlineData("name: elsewhere")]
    [InlineData("version: 15")]
    public async Task Kept_volume_is_refused_by_a_stack_of_another_database_and_taken_by_its_own(string different)
    {
        await using var stack = await TestStack.ReadyAsync(lab, Specs.FastApi);
        await stack.SqlAsync("CREATE TABLE kept AS SELECT 42 AS answer");
        await stack.KubectlAsync("delete", "ms", stack.Name, "--timeout=60s");

        await stack.ApplySpecAsync($"{{api: {{image: fastapi-sample:dev}}, database: {{{different}}}}}");
        await WaitUntilRefusedAsync(stack);

        await stack.KubectlAsync("delete", "ms", stack.Name, "--timeout=60s");
        await stack.ApplySpecAsync(Specs.FastApi);
        await stack.WaitUntilReadyAsync();
        Assert.Equal("42", await stack.SqlAsync("SELECT answer FROM kept"));
    }

    [Fact]
    public async Task Volume_grows_without_a_restart_and_does_not_shrink()
    {
        await using var stack = await TestStack.ReadyAsync(lab, Specs.FastApi);
        var storageClass = await DefaultClassAsync();
        Assert.SkipUnless(storageClass.At("allowVolumeExpansion") is { ValueKind: JsonValueKind.True }, "The default StorageClass cannot expand volumes.");
        var pod = (await stack.DatabasePodAsync()).UidOf();

        await stack.PatchAsync("""{"database":{"storage":{"size":"2Gi"}}}""");
        await Eventually.IsAsync(
            "the volume has its new size", TestStack.ShortDeadline, () => stack.GetAsync(Resource.Claims, stack.Volume),
            claim => claim.TextAt("status", "capacity", "storage") == "2Gi");
        await stack.WaitUntilReadyAsync();

        await stack.PatchAsync("""{"database":{"storage":{"size":"1Gi"}}}""");
        Assert.Contains("2Gi", await WaitUntilRefusedAsync(stack), StringComparison.Ordinal);
        Assert.Equal("2Gi", (await stack.GetAsync(Resource.Claims, stack.Volume)).TextAt("spec", "resources", "requests", "storage"));

        await stack.PatchAsync("""{"database":{"storage":{"size":"2Gi"}}}""");
        await stack.WaitUntilReadyAsync();
        Assert.Equal(pod, (await stack.DatabasePodAsync()).UidOf());
    }

    [Fact]
    public async Task Class_that_cannot_expand_is_named_and_blocks_nothing_else()
    {
        await using var stack = await TestStack.CreateAsync(lab);
        var storageClass = "fixed-" + stack.Namespace;
        await stack.ApplyAsync($$"""
            apiVersion: storage.k8s.io/v1
            kind: StorageClass
            metadata: {name: {{storageClass}}}
            provisioner: {{(await DefaultClassAsync()).TextAt("provisioner")}}
            volumeBindingMode: WaitForFirstConsumer
            """);
        try
        {
            await stack.ApplySpecAsync($"{{api: {{image: fastapi-sample:dev}}, database: {{storage: {{size: 1Gi, storageClassName: {storageClass}}}}}}}");
            await stack.WaitUntilReadyAsync();
            var pod = await stack.ApiPodAsync();

            await stack.PatchAsync("""{"database":{"storage":{"size":"2Gi"}},"api":{"env":[{"name":"GREETING","value":"hello"}]}}""");
            var status = await stack.WaitForReasonAsync("ExpansionUnsupported");
            Assert.Contains(stack.Volume, status.Diagnosis, StringComparison.Ordinal);
            await stack.WaitForApiPodsAsync(1, pod);
        }
        finally
        {
            await stack.KubectlAsync("delete", "storageclass", storageClass);
        }
    }

    private async Task<JsonElement> DefaultClassAsync() => (await lab.Api.ListAsync("/apis/storage.k8s.io/v1/storageclasses"))
        .Single(item => item.TextAt("metadata", "annotations", "storageclass.kubernetes.io/is-default-class") == "true");

    /// <returns>Why.</returns>
    private static async Task<string> WaitUntilRefusedAsync(TestStack stack)
    {
        var generation = (await stack.StackAsync()).NumberAt("metadata", "generation");
        var refused = await Eventually.IsAsync(
            "the spec is refused", TestStack.ShortDeadline,
            async () => await stack.StackAsync() is var found
                ? (Generation: found.NumberAt("status", "observedGeneration"), Stalled: found.Condition("Stalled")?.TextAt("status"), Message: found.Condition("Ready")?.TextAt("message"))
                : default,
            seen => seen.Generation >= generation && seen.Stalled == "True");
        return refused.Message!;
    }
}
