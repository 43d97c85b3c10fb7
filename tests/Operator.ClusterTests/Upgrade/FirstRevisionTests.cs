using System.Text.Json;

namespace MiniStack.Operator.ClusterTests.Upgrade;

/// <summary>A database's pod of the first template revision is not restarted by an upgrade, and the pod after it is of a safe one.</summary>
public sealed class FirstRevisionTests(Cluster cluster)
{
    [Fact]
    public async Task The_pod_stays_and_the_next_one_has_the_newest_template()
    {
        var ns = await cluster.CreateNamespaceAsync();
        await using var kubelet = ns.StartKubelet();
        await ns.ApplyAsync(Stacks.Minimal("demo"));
        await ns.EventuallyStatusAsync("demo", "Ready");
        await MakeFirstRevisionAsync(ns);
        var old = await ns.EventuallyPodAsync("demo", "database");

        await ns.KubectlAsync("annotate", "ms", "demo", "ministack.dev/paused-");

        var set = await ns.EventuallyAsync("statefulset", "demo-db", found => Strategy(found) == "OnDelete" && Revision(found) != "1");
        await ns.EventuallyAsync("statefulset", "demo-db", found =>
            found.GetProperty("status").GetProperty("observedGeneration").GetInt64() >= set.GetProperty("metadata").GetProperty("generation").GetInt64());
        await ns.EventuallyStatusAsync("demo", "Ready");
        Assert.Equal(Uid(old), Uid(await ns.EventuallyPodAsync("demo", "database")));

        await ns.KubectlAsync("delete", "pod", "demo-db-0", "--force", "--grace-period=0");
        var next = await ns.EventuallyAsync("pod", "demo-db-0", found => Uid(found) != Uid(old));
        Assert.NotEqual("old", Command(next));
        await ns.EventuallyStatusAsync("demo", "Ready");

        await ns.KubectlAsync("patch", "ms", "demo", "--type=merge", "-p", """{"spec":{"database":{"parameters":{"work_mem":"8MB"}}}}""");
        await ns.EventuallyAsync("statefulset", "demo-db", found => Strategy(found) == "RollingUpdate");
        await ns.EventuallyAsync("pod", "demo-db-0", found => Uid(found) != Uid(next));
        await ns.EventuallyStatusAsync("demo", "Ready");
    }

    /// <summary>As an earlier release left it: with a template of its own, and marked so.</summary>
    private static async Task MakeFirstRevisionAsync(TestNamespace ns)
    {
        await ns.KubectlAsync("annotate", "ms", "demo", "ministack.dev/paused=true");
        await ns.EventuallyStatusAsync("demo", "Paused");
        await ns.KubectlAsync(
            "patch",
            "statefulset",
            "demo-db",
            "-p",
            """
            {"metadata":{"annotations":{"ministack.dev/template-revision":"1"}},
             "spec":{"template":{"spec":{"initContainers":[{"name":"prepare","command":["old"]}]}}}}
            """);
        await ns.EventuallyAsync("pod", "demo-db-0", found => Command(found) == "old");
        await ns.EventuallyAsync("statefulset", "demo-db", found =>
            found.GetProperty("status").GetProperty("currentRevision").GetString() == found.GetProperty("status").GetProperty("updateRevision").GetString()
            && found.GetProperty("status").TryGetProperty("readyReplicas", out var ready) && ready.GetInt32() == 1);
    }

    private static string? Strategy(JsonElement set) => set.GetProperty("spec").GetProperty("updateStrategy").GetProperty("type").GetString();

    private static string? Revision(JsonElement set) =>
        set.GetProperty("metadata").GetProperty("annotations").GetProperty("ministack.dev/template-revision").GetString();

    private static string? Command(JsonElement pod) => pod.GetProperty("spec").GetProperty("initContainers")[0].GetProperty("command")[0].GetString();

    private static string? Uid(JsonElement item) => item.GetProperty("metadata").GetProperty("uid").GetString();
}
