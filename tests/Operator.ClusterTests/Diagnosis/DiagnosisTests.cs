using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MiniStack.Operator.ClusterTests.Diagnosis;

/// <summary>What the operator says of pods that a node has trouble with, and of those that the API server refuses.</summary>
public sealed class DiagnosisTests(Cluster cluster) : IAsyncDisposable
{
    private Kubelet? _kubelet;

    public ValueTask DisposeAsync() => _kubelet?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task A_crash_is_told_once_with_the_programs_own_words_and_is_gone_when_the_pod_is_ready()
    {
        var ns = await CreateAsync(Stacks.Minimal("demo"));
        var pod = await ns.EventuallyPodAsync("demo", "api");
        await CrashAsync(pod, "Traceback (most recent call last):\nModuleNotFoundError: No module named 'torch'\n");

        var stack = await ns.EventuallyStatusAsync("demo", "CrashLoop");
        var diagnosis = stack.GetProperty("status").GetProperty("diagnosis");
        Assert.Equal("api", diagnosis.GetProperty("component").GetString());
        Assert.Contains("No module named 'torch'", diagnosis.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("ModuleNotFoundError: No module named 'torch'", diagnosis.GetProperty("logTail").EnumerateArray().Select(line => line.GetString()));
        Assert.Contains("docs/diagnosis.md#crashloop", diagnosis.GetProperty("hint").GetString(), StringComparison.Ordinal);
        Assert.Equal("True", TestNamespace.Condition(stack, "DatabaseReady")!.Value.GetProperty("status").GetString());
        Assert.Equal("CrashLoop", TestNamespace.Condition(stack, "ApiReady")!.Value.GetProperty("reason").GetString());

        // The container comes back and ends again: still the same trouble, told once.
        await WriteStatusAsync(pod, """{"running":{}}""", Ended("Boom"), restarts: 4);
        await CrashAsync(pod, "Traceback (most recent call last):\nModuleNotFoundError: No module named 'torch'\n", restarts: 5);
        await Kubelet.MakeReadyAsync(cluster.Admin, pod);
        stack = await ns.EventuallyStatusAsync("demo", "Ready");
        Assert.False(stack.GetProperty("status").TryGetProperty("diagnosis", out _));

        var events = await EventuallyEventsAsync(ns, each => each.Contains("Normal Ready", StringComparison.Ordinal));
        Assert.Single(events, each => each.StartsWith("Warning CrashLoop", StringComparison.Ordinal));
        Assert.Single(events, each => each.StartsWith("Normal Ready", StringComparison.Ordinal) && each.Contains("It was not ready for", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_quota_that_leaves_the_api_no_pod_is_told_from_the_refusal()
    {
        var ns = await cluster.CreateNamespaceAsync();
        await ns.ApplyAsync("""
            apiVersion: v1
            kind: ResourceQuota
            metadata: {name: small}
            spec: {hard: {pods: "1"}}
            """);
        await ns.EventuallyAsync("quota", "small", found => found.GetProperty("status").TryGetProperty("hard", out _));
        await ns.ApplyAsync(Stacks.Minimal("demo"));
        await ns.MakePodsReadyAsync("demo", "database");

        var stack = await ns.EventuallyStatusAsync("demo", "QuotaExceeded");

        var message = stack.GetProperty("status").GetProperty("diagnosis").GetProperty("message").GetString();
        Assert.Contains("small", message, StringComparison.Ordinal);
        Assert.Equal("True", TestNamespace.Condition(stack, "Stalled")!.Value.GetProperty("status").GetString());

        await ns.KubectlAsync("patch", "quota", "small", "-p", """{"spec":{"hard":{"pods":"5"}}}""");
        await ns.KubectlAsync("annotate", "ms", "demo", "ministack.dev/restartedAt=2030-01-01T00:00:00Z");

        // Of both ReplicaSets: the one that was refused its pod may be faster than the roll.
        await using var kubelet = ns.StartKubelet();
        await ns.EventuallyStatusAsync("demo", "Ready");
    }

    [Fact]
    public async Task No_secret_of_the_stack_is_told_in_whatever_form_a_program_prints_it()
    {
        const string own = "p4ss:w/rd?#&";
        const string settings = "very secret setting";
        var ns = await cluster.CreateNamespaceAsync();
        await ns.KubectlAsync("create", "secret", "generic", "mine", $"--from-literal=pw={own}");
        await ns.KubectlAsync("create", "secret", "generic", "settings", $"--from-literal=value={settings}");
        await ns.ApplyAsync(Stacks.Minimal(
            "demo",
            "env: [{name: SETTING, valueFrom: {secretKeyRef: {name: settings, key: value}}}, {name: MY_TOKEN, value: tok-literal-1234}]",
            "passwordSecretRef: {name: mine, key: pw}"));
        await ns.MakePodsReadyAsync("demo", "database");
        string[] forms =
        [
            .. new[] { own, settings, "tok-literal-1234" }.SelectMany(each => new[]
            {
                each, Uri.EscapeDataString(each), Convert.ToBase64String(Encoding.UTF8.GetBytes(each)), JsonEncodedText.Encode(each).ToString(),
            }),
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"app:{own}")),
        ];

        await CrashAsync(await ns.EventuallyPodAsync("demo", "api"), string.Join('\n', forms.Select(form => $"Error: could not use {form} at all")));

        await ns.EventuallyStatusAsync("demo", "CrashLoop");
        var told = await ns.KubectlAsync("get", "ms", "-o", "jsonpath={.items[*].status}")
            + string.Join('\n', await EventuallyEventsAsync(ns, each => each.StartsWith("Warning CrashLoop", StringComparison.Ordinal)))
            + cluster.Operator.Log
            + await cluster.Operator.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        Assert.Contains("could not use", told, StringComparison.Ordinal);
        Assert.All(forms, form => Assert.DoesNotContain(form, told, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ten_pods_with_one_cause_are_one_finding_and_the_database_comes_first()
    {
        var ns = await CreateAsync(Stacks.Minimal("demo", "replicas: 10"));
        var pods = await ns.EventuallyPodsAsync("demo", "api", 10);
        await Parallel.ForEachAsync(pods, async (pod, _) => await CrashAsync(pod, "Error: connection refused"));
        var stack = await ns.EventuallyAsync(
            "ministack", "demo", found => Message(found)?.Contains("and 9 more", StringComparison.Ordinal) is true);
        Assert.Equal("CrashLoop", stack.GetProperty("status").GetProperty("diagnosis").GetProperty("code").GetString());

        await WriteStatusAsync(
            await ns.EventuallyPodAsync("demo", "database"),
            """{"waiting":{"reason":"ErrImagePull","message":"rpc error: code = NotFound desc = failed to pull and unpack image \"docker.io/library/postgres:17\": failed to resolve reference \"docker.io/library/postgres:17\": docker.io/library/postgres:17: not found"}}""",
            null);

        stack = await ns.EventuallyStatusAsync("demo", "ImagePullFailed");
        Assert.Equal("database", stack.GetProperty("status").GetProperty("diagnosis").GetProperty("component").GetString());
        Assert.Contains("postgres:17", Message(stack), StringComparison.Ordinal);
        Assert.Equal("DatabaseDown", TestNamespace.Condition(stack, "ApiReady")!.Value.GetProperty("reason").GetString());
    }

    private static string? Message(JsonElement stack) =>
        stack.TryGetProperty("status", out var status) && status.TryGetProperty("diagnosis", out var diagnosis) ? diagnosis.GetProperty("message").GetString() : null;

    /// <summary>A stack whose database is ready. What becomes of its pods is the test's to say.</summary>
    private async Task<TestNamespace> CreateAsync(string manifest)
    {
        var ns = await cluster.CreateNamespaceAsync();
        _kubelet = ns.StartKubelet();
        _kubelet.FateOf = _ => PodFate.Wait;
        await ns.ApplyAsync(manifest);
        await ns.MakePodsReadyAsync("demo", "database");
        return ns;
    }

    /// <summary>Each as type, reason and message; of the stack.</summary>
    private async Task<IReadOnlyList<string>> EventuallyEventsAsync(TestNamespace ns, Func<string, bool> isLast)
    {
        IReadOnlyList<string> events = [];
        await Eventually.TrueAsync(
            async () =>
            {
                events =
                [
                    .. (await cluster.Admin.ListAsync(cluster.Admin.PathOf("event", ns.Name)))
                        .Where(each => each.GetProperty("involvedObject").GetProperty("kind").GetString() == "MiniStack")
                        .Select(each => $"{each.GetProperty("type").GetString()} {each.GetProperty("reason").GetString()}: {each.GetProperty("message").GetString()}"),
                ];
                return events.Any(isLast);
            },
            () => string.Join('\n', events));
        return events;
    }

    private Task<JsonElement> CrashAsync(JsonElement pod, string lastWords, int restarts = 3) => WriteStatusAsync(
        pod, """{"waiting":{"reason":"CrashLoopBackOff","message":"back-off 40s restarting failed container=api"}}""", Ended(lastWords), restarts);

    private static string Ended(string lastWords) => new JsonObject
    {
        ["terminated"] = new JsonObject
        {
            ["exitCode"] = 1,
            ["reason"] = "Error",
            ["message"] = lastWords,
            ["startedAt"] = DateTime.UtcNow.AddSeconds(-3).ToString("yyyy-MM-ddTHH:mm:ssZ"),
            ["finishedAt"] = DateTime.UtcNow.AddSeconds(-1).ToString("yyyy-MM-ddTHH:mm:ssZ"),
        },
    }.ToJsonString();

    private Task<JsonElement> WriteStatusAsync(JsonElement pod, string state, string? lastState, int restarts = 0)
    {
        var container = pod.GetProperty("spec").GetProperty("containers")[0];
        var status = new JsonObject
        {
            ["phase"] = "Running",
            ["conditions"] = JsonNode.Parse("""[{"type":"PodScheduled","status":"True"},{"type":"Ready","status":"False"}]"""),
            ["containerStatuses"] = new JsonArray(new JsonObject
            {
                ["name"] = container.GetProperty("name").GetString(),
                ["image"] = container.GetProperty("image").GetString(),
                ["imageID"] = "",
                ["ready"] = false,
                ["restartCount"] = restarts,
                ["state"] = JsonNode.Parse(state),
                ["lastState"] = lastState is null ? null : JsonNode.Parse(lastState),
            }),
        };
        var metadata = pod.GetProperty("metadata");
        var path = cluster.Admin.PathOf("pod", metadata.GetProperty("namespace").GetString()!, metadata.GetProperty("name").GetString());
        return cluster.Admin.PatchAsync($"{path}/status", new JsonObject { ["status"] = status }.ToJsonString());
    }
}
