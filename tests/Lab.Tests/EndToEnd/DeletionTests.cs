namespace MiniStack.Lab.Tests.EndToEnd;

/// <summary>Row "delete, then create again", and the field <c>deletionPolicy</c>.</summary>
[Trait("Category", "EndToEnd")]
public sealed class DeletionTests(LabFixture lab)
{
    [Fact]
    public async Task Retained_stack_finds_its_rows_and_password_when_it_is_created_again()
    {
        await using var stack = await TestStack.ReadyAsync(lab, Specs.Small);
        await stack.SqlAsync("CREATE TABLE kept AS SELECT 42 AS answer");
        var password = await stack.SecretAsync(stack.Database, "password");
        var volume = (await stack.GetAsync(Resource.Claims, stack.Volume)).UidOf();

        await stack.KubectlAsync("delete", "ms", stack.Name, "--timeout=60s");
        await Eventually.IsAsync("no pod is left", TestStack.ReadyDeadline, () => stack.ListAsync(Resource.Pods), pods => pods.Count == 0);
        Assert.Null(await stack.FindAsync(Resource.StatefulSets, stack.Database));

        await stack.ApplySpecAsync(Specs.Small);
        await stack.WaitUntilReadyAsync();
        Assert.Equal("42", await stack.SqlAsync("SELECT answer FROM kept"));
        Assert.Equal(password, await stack.SecretAsync(stack.Database, "password"));
        Assert.Equal(volume, (await stack.GetAsync(Resource.Claims, stack.Volume)).UidOf());
    }

    [Fact]
    public async Task Policy_changed_to_Delete_removes_volume_and_credentials()
    {
        await using var stack = await TestStack.ReadyAsync(lab, Specs.FastApi);
        var volume = (await stack.GetAsync(Resource.Claims, stack.Volume)).TextAt("spec", "volumeName");

        await stack.PatchAsync("""{"deletionPolicy":"Delete"}""");
        await Eventually.IsAsync(
            "the finalizer is there", TestStack.ShortDeadline, stack.StackAsync,
            found => found.At("metadata", "finalizers")?.EnumerateArray().Any(item => item.GetString() == "ministack.dev/data") == true);
        await stack.KubectlAsync("delete", "ms", stack.Name, "--timeout=120s");

        // Its finalizer saw to all of that before the object went.
        Assert.Null(await stack.FindAsync(Resource.Secrets, stack.Database));
        Assert.Null(await stack.FindAsync(Resource.Secrets, stack.AdminSecret));
        await stack.WaitUntilGoneAsync(Resource.Claims, stack.Volume);
        await Eventually.IsTrueAsync("the PersistentVolume is gone", TestStack.ReadyDeadline, async () =>
            await lab.Api.FindAsync("/api/v1/persistentvolumes/" + volume) is null);
    }

    [Theory]
    [InlineData("Retain")]
    [InlineData("Delete")]
    public async Task Namespace_of_a_stack_is_deleted_with_all_that_is_in_it(string policy)
    {
        var stack = await TestStack.ReadyAsync(lab, $"{{deletionPolicy: {policy}, api: {{image: fastapi-sample:dev}}}}");
        var volume = (await stack.GetAsync(Resource.Claims, stack.Volume)).TextAt("spec", "volumeName");

        await stack.DisposeAsync();

        await Eventually.IsTrueAsync("the namespace is gone", TestStack.ReadyDeadline, async () =>
            await lab.Api.FindAsync("/api/v1/namespaces/" + stack.Namespace) is null);
        await Eventually.IsTrueAsync("the PersistentVolume is gone", TestStack.ReadyDeadline, async () =>
            await lab.Api.FindAsync("/api/v1/persistentvolumes/" + volume) is null);
    }
}
