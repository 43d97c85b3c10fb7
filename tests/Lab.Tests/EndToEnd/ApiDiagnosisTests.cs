using System.Text.Json;

namespace MiniStack.Lab.Tests.EndToEnd;

/// <summary>The usual mistakes with an API: each is told in one line, and the line is gone when the mistake is mended.</summary>
[Trait("Category", "EndToEnd")]
public sealed class ApiDiagnosisTests(LabFixture lab)
{
    [Fact]
    public async Task Image_that_cannot_be_had_is_named()
    {
        const string image = "localhost:5999/nope:1";
        await using var stack = await TestStack.CreateAsync(lab);
        var fault = new FaultWatch(stack, "image not found");

        await stack.ApplySpecAsync($"{{api: {{image: '{image}'}}}}");

        var diagnosis = await fault.DiagnoseAsync(() => Reports.ApiWaitsAsync(stack, "ErrImagePull", "ImagePullBackOff"), "api", "ImagePullFailed");
        Assert.Contains(image, diagnosis.Message, StringComparison.Ordinal);
        await fault.MendAsync(() => stack.PatchAsync("""{"api":{"image":"fastapi-sample:dev"}}"""));
    }

    [Fact]
    public async Task New_version_that_cannot_be_had_is_told_while_the_old_one_serves()
    {
        const string image = "localhost:5999/nope:2";
        await using var stack = await TestStack.ReadyAsync(lab, Specs.FastApi);
        var fault = new FaultWatch(stack, "rollout of an image not found");
        var old = (await stack.ApiPodAsync()).NameOf();

        await stack.PatchAsync($$$"""{"api":{"image":"{{{image}}}"}}""");

        var diagnosis = await fault.DiagnoseAsync(() => Reports.ApiWaitsAsync(stack, "ErrImagePull", "ImagePullBackOff"), "api", "ImagePullFailed");
        Assert.Contains(image, diagnosis.Message, StringComparison.Ordinal);
        Assert.True(Pods.IsReady(await stack.PodAsync(old)));
        await fault.MendAsync(() => stack.PatchAsync("""{"api":{"image":"fastapi-sample:dev"}}"""));
        Assert.Equal(old, (await stack.ApiPodsAsync()).Single(pod => !Pods.IsLeaving(pod)).NameOf());
    }

    [Fact]
    public async Task Port_on_which_nothing_listens_is_named()
    {
        await using var stack = await TestStack.CreateAsync(lab);
        var fault = new FaultWatch(stack, "wrong port");

        await stack.ApplySpecAsync("{api: {image: fastapi-sample:dev, command: [uvicorn, 'main:app', --host, 0.0.0.0, --port, '8001']}}");

        var diagnosis = await fault.DiagnoseAsync(() => Reports.EventAsync(stack, "Unhealthy", stack.Api), "api", "PortMismatch");
        Assert.Contains("8000", diagnosis.Message, StringComparison.Ordinal);
        await fault.MendAsync(() => stack.PatchAsync("""{"api":{"port":8001}}"""));
    }

    [Fact]
    public async Task Resource_that_no_node_has_is_named()
    {
        await using var stack = await TestStack.CreateAsync(lab);
        var fault = new FaultWatch(stack, "unschedulable");

        await stack.ApplySpecAsync("{api: {image: fastapi-sample:dev, resources: {requests: {cpu: '1000'}}}}");

        var diagnosis = await fault.DiagnoseAsync(() => Reports.ApiIsUnschedulableAsync(stack), "api", "Unschedulable");
        Assert.Contains("cpu", diagnosis.Message, StringComparison.OrdinalIgnoreCase);
        await fault.MendAsync(() => stack.PatchAsync("""{"api":{"resources":{"requests":{"cpu":"10m"}}}}"""));
    }

    [Fact]
    public async Task Key_that_a_secret_lacks_is_named()
    {
        await using var stack = await TestStack.CreateAsync(lab);
        var fault = new FaultWatch(stack, "missing Secret key");
        await stack.KubectlAsync("create", "secret", "generic", "model-store", "--from-literal=user=me");

        await stack.ApplySpecAsync(
            "{api: {image: fastapi-sample:dev, env: [{name: TOKEN, valueFrom: {secretKeyRef: {name: model-store, key: api-token}}}]}}");

        var diagnosis = await fault.DiagnoseAsync(() => Reports.ApiWaitsAsync(stack, "CreateContainerConfigError"), "api", "ConfigMissing");
        Assert.Contains("model-store", diagnosis.Message, StringComparison.Ordinal);
        Assert.Contains("api-token", diagnosis.Message, StringComparison.Ordinal);
        await fault.MendAsync(() => stack.KubectlAsync("patch", "secret", "model-store", "--type=merge", "-p", """{"stringData":{"api-token":"abc"}}"""));
    }

    [Fact]
    public async Task Limit_that_the_program_outgrew_is_named()
    {
        // Touches every page, and lets go of them before it serves.
        const string program = "b'x' * (200 << 20); import uvicorn; uvicorn.run('main:app', host='0.0.0.0', port=8000)";
        await using var stack = await TestStack.CreateAsync(lab);
        var fault = new FaultWatch(stack, "OOM");

        await stack.ApplySpecAsync(
            $"{{api: {{image: fastapi-sample:dev, command: [python3, -c, {JsonSerializer.Serialize(program)}], resources: {{limits: {{memory: 100Mi}}}}}}}}");

        var diagnosis = await fault.DiagnoseAsync(() => Reports.ApiEndedAsync(stack), "api", "OOMKilled");
        Assert.Contains("100Mi", diagnosis.Message + diagnosis.Hint, StringComparison.Ordinal);
        await fault.MendAsync(() => stack.PatchAsync("""{"api":{"resources":{"limits":{"memory":"512Mi"}}}}"""));
    }
}
