using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MiniStack.Operator.ClusterTests;

/// <summary>What Kubernetes itself makes of the fields that say where, and how, pods run.</summary>
public sealed partial class PlacementTests(Cluster cluster)
{
    private const string Placed = """
        nodeSelector: {disk: ssd}
        tolerations: [{key: nvidia.com/gpu, operator: Exists, effect: NoSchedule}]
        affinity:
          nodeAffinity:
            requiredDuringSchedulingIgnoredDuringExecution:
              nodeSelectorTerms: [{matchExpressions: [{key: pool, operator: In, values: [a, b]}]}]
            preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, preference: {matchFields: [{key: metadata.name, operator: In, values: [node-1]}]}}]
          podAntiAffinity:
            requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {team: shop}}}]
            preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, podAffinityTerm: {topologyKey: zone, labelSelector: {matchExpressions: [{key: a, operator: Exists}]}}}]
        topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: ScheduleAnyway}]
        podMetadata: {labels: {team: shop}, annotations: {example.test/note: x}}
        """;

    [Fact]
    public async Task Every_field_of_a_placement_reaches_the_pods_of_both_components_and_of_the_migration_and_goes_again()
    {
        var ns = await cluster.CreateNamespaceAsync();
        await using var kubelet = ns.StartKubelet();
        await ns.ApplyAsync(Stacks.Minimal("demo", Under(Placed + "\nmigrate: {command: [migrate], timeoutSeconds: 600}"), Under(Placed)));
        await ns.EventuallyStatusAsync("demo", "Ready");

        foreach (var (kind, name) in new[] { ("deployment", "demo-api"), ("statefulset", "demo-db"), ("job", "demo-api-migrate") })
        {
            var template = (await ns.GetAsync(kind, name)).GetProperty("spec").GetProperty("template");
            var spec = template.GetProperty("spec");
            Assert.Equal("ssd", spec.GetProperty("nodeSelector").GetProperty("disk").GetString());
            Assert.Equal("nvidia.com/gpu", spec.GetProperty("tolerations")[0].GetProperty("key").GetString());
            Assert.Equal("shop", template.GetProperty("metadata").GetProperty("labels").GetProperty("team").GetString());
            Assert.Equal(kind != "job", spec.GetProperty("affinity").TryGetProperty("podAntiAffinity", out _));
            Assert.Equal(kind != "job", spec.TryGetProperty("topologySpreadConstraints", out _));
        }

        Assert.Equal(600, (await ns.GetAsync("job", "demo-api-migrate")).GetProperty("spec").GetProperty("activeDeadlineSeconds").GetInt32());

        await ns.ApplyAsync(Stacks.Minimal("demo"));
        foreach (var (kind, name) in new[] { ("deployment", "demo-api"), ("statefulset", "demo-db") })
        {
            await ns.EventuallyAsync(kind, name, found =>
            {
                var template = found.GetProperty("spec").GetProperty("template");
                return !template.GetProperty("metadata").GetProperty("labels").TryGetProperty("team", out _)
                    && new[] { "nodeSelector", "tolerations", "affinity", "topologySpreadConstraints" }.All(
                        field => !template.GetProperty("spec").TryGetProperty(field, out var value) || IsEmpty(value));
            });
        }

        await ns.EventuallyStatusAsync("demo", "Ready");
    }

    /// <summary>A field of the one strategy beside the other is refused, and so has to vanish.</summary>
    [Fact]
    public async Task The_strategy_changes_back_and_forth_and_a_rollout_without_pods_in_between_is_no_trouble()
    {
        var ns = await cluster.CreateNamespaceAsync();
        await using var kubelet = ns.StartKubelet();
        await ns.ApplyAsync(Stacks.Minimal("demo"));
        await ns.EventuallyStatusAsync("demo", "Ready");
        var made = (await ns.GetAsync("deployment", "demo-api")).GetProperty("spec").GetProperty("template").GetRawText();

        await PatchAsync(ns, """{"spec":{"api":{"strategy":"Recreate"}}}""");
        await ns.EventuallyAsync("deployment", "demo-api", found => found.GetProperty("spec").GetProperty("strategy").GetRawText() is """{"type":"Recreate"}""");
        Assert.Equal(made, (await ns.GetAsync("deployment", "demo-api")).GetProperty("spec").GetProperty("template").GetRawText());

        await PatchAsync(ns, """{"spec":{"api":{"image":"example.test/api:2"}}}""");
        await ns.EventuallyAsync("ministack", "demo", found =>
        {
            var status = found.GetProperty("status");
            Assert.False(status.TryGetProperty("diagnosis", out var diagnosis), diagnosis.ToString());
            return status.GetProperty("api").TryGetProperty("image", out var image) && image.GetString() == "example.test/api:2"
                && TestNamespace.Condition(found, "Ready")?.GetProperty("status").GetString() == "True";
        });

        await PatchAsync(ns, """{"spec":{"api":{"strategy":"RollingUpdate"}}}""");
        await ns.EventuallyAsync("deployment", "demo-api", found => found.GetProperty("spec").GetProperty("strategy") is var strategy
            && strategy.GetProperty("type").GetString() == "RollingUpdate"
            && strategy.GetProperty("rollingUpdate").GetProperty("maxUnavailable").GetInt32() == 0);
        await ns.EventuallyStatusAsync("demo", "Ready");
    }

    [Fact]
    public async Task Probes_change_from_requests_to_a_command_and_back()
    {
        var ns = await cluster.CreateNamespaceAsync();
        await using var kubelet = ns.StartKubelet();
        await ns.ApplyAsync(Stacks.Minimal("demo", "health: {scheme: HTTPS, host: shop.example.test, timeoutSeconds: 7, periodSeconds: 20, failureThreshold: 4}"));
        await EventuallyProbeAsync(ns, probe => probe.TryGetProperty("httpGet", out var http)
            && http.GetProperty("scheme").GetString() == "HTTPS" && http.GetProperty("httpHeaders")[0].GetProperty("value").GetString() == "shop.example.test");

        await PatchAsync(ns, """{"spec":{"api":{"health":{"exec":{"command":["check"]}}}}}""");
        await EventuallyProbeAsync(ns, probe => probe.TryGetProperty("exec", out _) && !probe.TryGetProperty("httpGet", out _));

        await PatchAsync(ns, """{"spec":{"api":{"health":{"exec":null}}}}""");
        await EventuallyProbeAsync(ns, probe => probe.TryGetProperty("httpGet", out _) && !probe.TryGetProperty("exec", out _));
        await ns.EventuallyStatusAsync("demo", "Ready");
    }

    [Fact]
    public async Task An_annotation_runs_the_migration_again_and_rolls_no_pod()
    {
        var ns = await cluster.CreateNamespaceAsync();
        await using var kubelet = ns.StartKubelet();
        await ns.ApplyAsync(Stacks.Minimal("demo", "migrate: {command: [migrate]}"));
        await ns.EventuallyStatusAsync("demo", "Ready");
        var job = Uid(await ns.GetAsync("job", "demo-api-migrate"));
        var pod = Uid(await ns.EventuallyPodAsync("demo", "api"));

        await ns.KubectlAsync("annotate", "ms", "demo", "ministack.dev/migrateAgain=1");

        await ns.EventuallyAsync("job", "demo-api-migrate", found => Uid(found) != job && TestNamespace.Condition(found, "Complete") is not null);
        await ns.EventuallyStatusAsync("demo", "Ready");
        Assert.Equal(pod, Uid(await ns.EventuallyPodAsync("demo", "api")));
    }

    /// <summary>The operator knows the tag alone, and a tag may be pushed again.</summary>
    [Fact]
    public async Task A_migration_that_ran_of_another_image_is_told_and_run_again_by_the_command_that_is_told()
    {
        var ns = await cluster.CreateNamespaceAsync();
        await using var kubelet = ns.StartKubelet();
        kubelet.ImageId = $"docker.io/shop/api@sha256:{new string('1', 64)}";
        await ns.ApplyAsync(Stacks.Minimal("demo", "migrate: {command: [migrate]}"));
        await ns.EventuallyStatusAsync("demo", "Ready");
        Assert.DoesNotContain("pushed again", await ReadyMessageAsync(ns), StringComparison.Ordinal);

        kubelet.ImageId = $"docker.io/shop/api@sha256:{new string('2', 64)}";
        await ns.KubectlAsync("delete", "pod", "-l", "ministack.dev/component=api", "--wait=false");
        const string command = "annotate ms demo ministack.dev/migrateAgain=222222222222 --overwrite";
        await Eventually.TrueAsync(
            async () => (await ReadyMessageAsync(ns)).Contains($"kubectl {command}", StringComparison.Ordinal), () => "the stack does not tell of it");

        await ns.KubectlAsync(command.Split(' '));
        await Eventually.TrueAsync(
            async () => await ReadyMessageAsync(ns) == "The API and the database are ready.", () => "the stack still tells of it");
    }

    /// <summary>A Job can't be changed, and one whose pod no node takes would wait for ever.</summary>
    [Fact]
    public async Task A_migration_that_cannot_begin_is_made_anew_when_its_placement_is_mended()
    {
        Assert.SkipUnless(cluster.ControlPlane.ServerVersion.IsAtLeast(1, 24), "Before Kubernetes 1.24 a Job does not say whether a pod of it runs.");
        var ns = await cluster.CreateNamespaceAsync();
        await using var kubelet = ns.StartKubelet();
        kubelet.FateOf = pod => Kubelet.IsOfJob(pod) ? PodFate.Wait : PodFate.Run;
        await ns.ApplyAsync(Stacks.Minimal("demo", "migrate: {command: [migrate]}"));
        var job = Uid(await ns.EventuallyAsync("job", "demo-api-migrate", found => found.GetProperty("status").TryGetProperty("ready", out var ready) && ready.GetInt32() == 0));

        await PatchAsync(ns, """{"spec":{"api":{"tolerations":[{"operator":"Exists"}]}}}""");

        await ns.EventuallyAsync("job", "demo-api-migrate", found =>
            Uid(found) != job && found.GetProperty("spec").GetProperty("template").GetProperty("spec").TryGetProperty("tolerations", out _));
        kubelet.FateOf = pod => Kubelet.IsOfJob(pod) ? PodFate.Succeed : PodFate.Run;
        await ns.KubectlAsync("label", "pods", "--all", "touched=yes");
        await ns.EventuallyStatusAsync("demo", "Ready");
    }

    [Fact]
    public async Task An_autoscaler_that_cannot_scale_is_said_and_keeps_nothing_from_being_ready()
    {
        var ns = await cluster.CreateNamespaceAsync();
        await using var kubelet = ns.StartKubelet();
        await ns.ApplyAsync(Stacks.Minimal("demo", "autoscale: {maxReplicas: 3}"));
        await ns.EventuallyStatusAsync("demo", "Ready");

        // There is no metrics server here. What its controller says is kept as old as it is said to be.
        var path = cluster.Admin.PathOf("horizontalpodautoscaler", ns.Name, "demo-api");
        await Eventually.TrueAsync(
            async () =>
            {
                var found = (await cluster.Admin.FindAsync(path))!.Value;
                if (!found.GetProperty("metadata").TryGetProperty("annotations", out var annotations)
                    || !annotations.TryGetProperty("autoscaling.alpha.kubernetes.io/conditions", out var conditions)
                    || !conditions.GetString()!.Contains("ScalingActive", StringComparison.Ordinal))
                {
                    return false;
                }

                var old = Time().Replace(conditions.GetString()!, "\"2020-01-01T00:00:00Z\"");
                var patch = new JsonObject
                {
                    ["metadata"] = new JsonObject
                    {
                        ["annotations"] = new JsonObject { ["autoscaling.alpha.kubernetes.io/conditions"] = old },
                    },
                };
                await cluster.Admin.PatchAsync($"{path}/status", patch.ToJsonString());
                return true;
            },
            () => "the autoscaler has no conditions");

        var stack = await ns.EventuallyAsync(
            "ministack",
            "demo",
            found => TestNamespace.Condition(found, "Ready")?.GetProperty("message").GetString()!.Contains("spec.api.autoscale has no effect", StringComparison.Ordinal) is true);

        Assert.Equal("True", TestNamespace.Condition(stack, "Ready")!.Value.GetProperty("status").GetString());
        Assert.Contains(
            "set spec.api.resources.requests.cpu", TestNamespace.Condition(stack, "Ready")!.Value.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    /// <summary>Old servers leave the empty shell of what is gone.</summary>
    private static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().All(each => IsEmpty(each.Value)),
        JsonValueKind.Array => value.GetArrayLength() == 0,
        _ => false,
    };

    /// <summary>Indented as under <c>spec.api</c>.</summary>
    private static string Under(string yaml) => yaml.Replace("\n", "\n    ", StringComparison.Ordinal);

    private static string Uid(JsonElement item) => item.GetProperty("metadata").GetProperty("uid").GetString()!;

    private static Task<string> PatchAsync(TestNamespace ns, string patch) => ns.KubectlAsync("patch", "ms", "demo", "--type=merge", "-p", patch);

    private static Task<JsonElement> EventuallyProbeAsync(TestNamespace ns, Func<JsonElement, bool> condition) => ns.EventuallyAsync(
        "deployment",
        "demo-api",
        found => new[] { "startupProbe", "livenessProbe", "readinessProbe" }.All(
            probe => condition(found.GetProperty("spec").GetProperty("template").GetProperty("spec").GetProperty("containers")[0].GetProperty(probe))));

    private static async Task<string> ReadyMessageAsync(TestNamespace ns) =>
        TestNamespace.Condition(await ns.GetAsync("ministack", "demo"), "Ready") is { } ready ? ready.GetProperty("message").GetString()! : "";

    [GeneratedRegex("\"20\\d\\d-[^\"]*Z\"")]
    private static partial Regex Time();
}
