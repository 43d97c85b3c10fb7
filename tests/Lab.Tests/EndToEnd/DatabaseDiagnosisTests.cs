namespace MiniStack.Lab.Tests.EndToEnd;

/// <summary>Trouble of the database: it is the stack's, whatever the API suffers from it.</summary>
[Trait("Category", "EndToEnd")]
public sealed class DatabaseDiagnosisTests(LabFixture lab)
{
    [Fact]
    public async Task Class_that_is_not_there_is_named_while_the_volume_waits()
    {
        await using var stack = await TestStack.CreateAsync(lab);
        var fault = new FaultWatch(stack, "volume pending");
        var storageClass = "absent-" + stack.Namespace;

        await stack.ApplySpecAsync($"{{api: {{image: fastapi-sample:dev}}, database: {{storage: {{size: 1Gi, storageClassName: {storageClass}}}}}}}");

        var diagnosis = await fault.DiagnoseAsync(() => Reports.EventAsync(stack, "ProvisioningFailed", stack.Volume), "database", "VolumePending");
        Assert.Contains(storageClass, diagnosis.Message, StringComparison.Ordinal);
        try
        {
            await fault.MendAsync(async () => await stack.ApplyAsync($$"""
                apiVersion: storage.k8s.io/v1
                kind: StorageClass
                metadata: {name: {{storageClass}}}
                provisioner: {{await DefaultProvisionerAsync()}}
                volumeBindingMode: WaitForFirstConsumer
                """));
        }
        finally
        {
            await stack.KubectlAsync("delete", "storageclass", storageClass, "--ignore-not-found");
        }
    }

    [Fact]
    public async Task Quota_that_leaves_no_room_for_a_pod_is_named()
    {
        await using var stack = await TestStack.CreateAsync(lab);
        var fault = new FaultWatch(stack, "quota");
        await stack.KubectlAsync("create", "quota", "no-pods", "--hard=pods=0");

        await stack.ApplySpecAsync(Specs.FastApi);

        var diagnosis = await fault.DiagnoseAsync(() => Reports.EventAsync(stack, "FailedCreate", stack.Database), "database", "QuotaExceeded");
        Assert.Contains("no-pods", diagnosis.Message, StringComparison.Ordinal);
        await fault.MendAsync(() => stack.KubectlAsync("delete", "quota", "no-pods"));
    }

    [Fact]
    public async Task Database_that_is_killed_in_a_loop_is_the_cause_until_it_stays_up()
    {
        const int kills = 3;
        await using var stack = await TestStack.ReadyAsync(lab, Specs.Small);
        var fault = new FaultWatch(stack, "database killed in a loop");
        var killing = KillAsync(stack, kills);

        await fault.DiagnoseAsync(async () => Pods.RestartsOf(await stack.DatabasePodAsync()) > 0, "database", "CrashLoop");
        while (!killing.IsCompleted)
        {
            var seen = await stack.StackAsync();
            Assert.Equal("False", seen.Condition("Ready")?.TextAt("status"));
            Assert.Equal("database", Diagnosed.Of(seen)?.Component);
            await Task.Delay(TimeSpan.FromMilliseconds(250), TestContext.Current.CancellationToken);
        }

        await fault.MendAsync(() => killing);
    }

    /// <summary>Kills the server each time that it has got ready, so that it looks well in between.</summary>
    private static async Task KillAsync(TestStack stack, int times)
    {
        for (var kill = 0; kill < times; kill++)
        {
            var pod = await Eventually.IsAsync(
                "the database is ready again", TestStack.ReadyDeadline, stack.DatabasePodAsync, pod => Pods.IsReady(pod) && Pods.RestartsOf(pod) == kill);
            await NodeProcesses.SignalAsync(stack, pod, "KILL");
        }
    }

    private async Task<string> DefaultProvisionerAsync() => (await lab.Api.ListAsync("/apis/storage.k8s.io/v1/storageclasses"))
        .Single(item => item.TextAt("metadata", "annotations", "storageclass.kubernetes.io/is-default-class") == "true").TextAt("provisioner");
}
