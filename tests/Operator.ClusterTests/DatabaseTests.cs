using System.Text.Json;

namespace MiniStack.Operator.ClusterTests;

public sealed class DatabaseTests(Cluster cluster)
{
    private const string Version = "ministack.dev/data-version";
    private const string Extensions = "ministack.dev/database-extensions";

    [Fact]
    public async Task The_version_of_the_data_is_read_from_the_pod_and_written_down_and_the_truth_may_be_told()
    {
        var ns = await cluster.CreateNamespaceAsync();
        await ns.ApplyAsync(Stacks.Minimal("demo", database: "image: example.test/database:8"));
        await ns.MakePodsReadyAsync("demo", "database");
        await ns.EventuallyAsync("pvc", "demo-db-data", found => Annotation(found, Version) == "17");
        await ns.EventuallyAsync("ministack", "demo", found => VersionOf(found) == 17);
        await ns.MakePodsReadyAsync("demo", "api");
        await ns.EventuallyStatusAsync("demo", "Ready");
        var pod = (await ns.EventuallyPodAsync("demo", "database")).GetProperty("metadata").GetProperty("uid").GetString();

        await ns.KubectlAsync("patch", "ms", "demo", "--type=merge", "-p", """{"spec":{"database":{"version":18}}}""");
        var stack = await ns.EventuallyStatusAsync("demo", "DataDirectoryIncompatible");
        Assert.Contains(
            "made by PostgreSQL 17, and spec.database.version is 18",
            stack.GetProperty("status").GetProperty("diagnosis").GetProperty("message").GetString()!,
            StringComparison.Ordinal);

        // What the hint says, though it is lower.
        await ns.KubectlAsync("patch", "ms", "demo", "--type=merge", "-p", """{"spec":{"database":{"version":17}}}""");
        await ns.EventuallyStatusAsync("demo", "Ready");
        Assert.Equal(pod, (await ns.EventuallyPodAsync("demo", "database")).GetProperty("metadata").GetProperty("uid").GetString());
    }

    [Fact]
    public async Task An_image_of_another_version_than_the_spec_asks_for_is_refused_at_once_and_either_may_be_mended()
    {
        var ns = await cluster.CreateNamespaceAsync();
        await ns.ApplyAsync(Stacks.Minimal("demo", database: "image: pgvector/pgvector:pg16\n    version: 17"));
        var stack = await ns.EventuallyStatusAsync("demo", "InvalidSpec");
        Assert.Null(VersionOf(stack));
        Assert.Null(await ns.FindAsync("statefulset", "demo-db"));

        await ns.KubectlAsync("patch", "ms", "demo", "--type=merge", "-p", """{"spec":{"database":{"version":16}}}""");
        await ns.EventuallyAsync("statefulset", "demo-db", _ => true);
    }

    [Fact]
    public async Task Extensions_are_created_by_a_Job_before_the_API_starts_and_again_when_one_is_added()
    {
        var ns = await cluster.CreateNamespaceAsync();
        await ns.ApplyAsync(Stacks.Minimal("demo", database: "extensions: [vector]"));
        await ns.MakePodsReadyAsync("demo", "database");
        var job = await ns.EventuallyAsync("job", "demo-db-extensions", _ => true);
        Assert.Equal("vector", Annotation(job, "ministack.dev/target"));
        Assert.Null(await ns.FindAsync("deployment", "demo-api"));

        await using var kubelet = ns.StartKubelet();
        await ns.EventuallyAsync("pvc", "demo-db-data", found => Annotation(found, Extensions) == "vector");
        await ns.EventuallyStatusAsync("demo", "Ready");
        await ns.EventuallyGoneAsync("job", "demo-db-extensions");
        var pod = (await ns.EventuallyPodAsync("demo", "database")).GetProperty("metadata").GetProperty("uid").GetString();

        await ns.KubectlAsync("patch", "ms", "demo", "--type=merge", "-p", """{"spec":{"database":{"extensions":["vector","pg_trgm"]}}}""");
        await ns.EventuallyAsync("pvc", "demo-db-data", found => Annotation(found, Extensions) == "pg_trgm,vector");
        await ns.EventuallyStatusAsync("demo", "Ready");
        Assert.Equal(pod, (await ns.EventuallyPodAsync("demo", "database")).GetProperty("metadata").GetProperty("uid").GetString());
    }

    private static string? Annotation(JsonElement item, string key) =>
        item.GetProperty("metadata").TryGetProperty("annotations", out var all) && all.TryGetProperty(key, out var value) ? value.GetString() : null;

    private static int? VersionOf(JsonElement stack) =>
        stack.TryGetProperty("status", out var status) && status.TryGetProperty("database", out var database) && database.TryGetProperty("version", out var version)
            ? version.GetInt32()
            : null;
}
