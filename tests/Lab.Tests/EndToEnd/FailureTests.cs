namespace MiniStack.Lab.Tests.EndToEnd;

/// <summary>Failures made from the node, with real probes and a real kubelet.</summary>
[Trait("Category", "EndToEnd")]
public sealed class FailureTests(LabFixture lab)
{
    private const string Sample = "config/samples/demo.yaml";

    /// <summary>Liveness gives up after 3 probes 10 s apart, each with 5 s; a stopped process then sits out the grace period of 30 s.</summary>
    private static readonly TimeSpan LivenessDeadline = TimeSpan.FromMinutes(3);

    /// <summary>Longer than liveness takes to give up: a liveness probe that asked the database would show.</summary>
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(45);

    [Fact]
    public async Task Api_process_that_hangs_is_restarted_by_liveness()
    {
        await using var stack = await TestStack.ApplyAsync(lab, Sample, "demo");
        var pod = await stack.ApiPodAsync();

        await NodeProcesses.SignalAsync(stack, pod, "STOP");

        await Eventually.IsAsync(
            "the API container was restarted in its pod",
            LivenessDeadline,
            () => stack.PodAsync(Pods.NameOf(pod)),
            seen => Pods.RestartsOf(seen) == 1 && Pods.IsReady(seen));
        Assert.NotEmpty(await EventsAsync(stack, Pods.NameOf(pod), "Killing"));
        await stack.WaitUntilReadyAsync();
    }

    [Fact]
    public async Task Api_is_unready_but_not_restarted_while_the_database_hangs_and_recovers()
    {
        await using var stack = await TestStack.ApplyAsync(lab, Sample, "demo");
        var api = Pods.NameOf(await stack.ApiPodAsync());
        var database = await stack.PodAsync(stack.DatabasePod);

        await NodeProcesses.SignalAsync(stack, database, "STOP");
        await Eventually.IsAsync("the API is unready", TimeSpan.FromSeconds(40), () => stack.PodAsync(api), pod => !Pods.IsReady(pod));
        await Eventually.IsAsync("the stack is not Ready", TimeSpan.FromSeconds(20), stack.StatusAsync, status => !status.IsReady);
        await Eventually.StaysAsync(
            "the API runs, unready", Outage, () => stack.PodAsync(api), pod => Pods.RestartsOf(pod) == 0 && !Pods.IsReady(pod));

        await NodeProcesses.SignalAsync(stack, database, "CONT");
        await stack.WaitUntilReadyAsync();
        Assert.Equal(0, Pods.RestartsOf(await stack.PodAsync(api)));
        Assert.Empty(await EventsAsync(stack, api, "Killing"));
    }

    private static Task<string> EventsAsync(TestStack stack, string pod, string reason) => stack.KubectlAsync(
        "get", "events", "--field-selector", $"involvedObject.name={pod},reason={reason}", "--no-headers", "-o", "custom-columns=M:.message");
}
