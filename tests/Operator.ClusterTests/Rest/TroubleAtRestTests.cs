using System.Text.Json;
using System.Text.Json.Nodes;

namespace MiniStack.Operator.ClusterTests.Rest;

/// <summary>What stacks cost that are not ready and stay so.</summary>
public sealed class TroubleAtRestTests(AuditedCluster audited) : IClassFixture<AuditedCluster>
{
    private const int Stacks = 30;

    /// <summary>A stack whose trouble was just told is watched more closely for a minute.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(75);

    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Stacks_that_crash_and_that_nobody_sees_to_cost_a_few_requests_a_second_however_many_there_are()
    {
        var cluster = audited.Cluster;
        var ns = await cluster.CreateNamespaceAsync();
        audited.Kubelet.FateOf = pod => IsApiOf(ns, pod) ? PodFate.Wait : Kubelet.IsOfJob(pod) ? PodFate.Succeed : PodFate.Run;
        await Parallel.ForAsync(0, Stacks, async (i, _) => await ns.ApplyAsync(ClusterTests.Stacks.Minimal($"stack-{i}")));
        await Parallel.ForAsync(0, Stacks, async (i, _) => await CrashAsync(await ns.EventuallyPodAsync($"stack-{i}", "api")));
        for (var i = 0; i < Stacks; i++)
        {
            await ns.EventuallyStatusAsync($"stack-{i}", "CrashLoop");
        }

        // Here the time that passes is the very thing that is tested.
        await Task.Delay(Fresh, TestContext.Current.CancellationToken);
        var position = audited.Position;
        await Task.Delay(Rest, TestContext.Current.CancellationToken);

        var sent = audited.Requests(position).Where(request => request.Verb != "watch" && request.Resource != "leases").ToList();
        Assert.InRange(sent.Count, 1, 6 * (int)Rest.TotalSeconds);
        Assert.DoesNotContain(sent, request => request.Verb is not ("get" or "list"));

        await Kubelet.MakeReadyAsync(cluster.Admin, await ns.EventuallyPodAsync("stack-0", "api"));
        await ns.EventuallyStatusAsync("stack-0", "Ready");
    }

    private static bool IsApiOf(TestNamespace ns, JsonElement pod)
    {
        var metadata = pod.GetProperty("metadata");
        return metadata.GetProperty("namespace").GetString() == ns.Name
            && metadata.GetProperty("labels").GetProperty("ministack.dev/component").GetString() == "api";
    }

    private async Task CrashAsync(JsonElement pod)
    {
        var metadata = pod.GetProperty("metadata");
        var admin = audited.Cluster.Admin;
        var path = admin.PathOf("pod", metadata.GetProperty("namespace").GetString()!, metadata.GetProperty("name").GetString());
        await admin.PatchAsync($"{path}/status", new JsonObject
        {
            ["status"] = JsonNode.Parse("""
                {"phase":"Running","conditions":[{"type":"PodScheduled","status":"True"},{"type":"Ready","status":"False"}],
                 "containerStatuses":[{"name":"api","image":"example.test/api:1","imageID":"","ready":false,"restartCount":7,
                  "state":{"waiting":{"reason":"CrashLoopBackOff","message":"back-off 5m0s restarting failed container=api"}},
                  "lastState":{"terminated":{"exitCode":1,"reason":"Error","message":"Boom","startedAt":"2024-01-01T00:00:00Z","finishedAt":"2024-01-01T00:00:01Z"}}}]}
                """),
        }.ToJsonString());
    }
}
