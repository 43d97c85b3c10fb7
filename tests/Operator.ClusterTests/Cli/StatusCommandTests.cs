using System.Text.Json;
using System.Text.Json.Nodes;
using MiniStack.Lab.ControlPlane.Processes;

namespace MiniStack.Operator.ClusterTests.Cli;

/// <summary><c>kubectl ministack status</c> as a process of its own, beside the operator that it has to agree with.</summary>
public sealed class StatusCommandTests(Cluster cluster)
{
    private const string Secret = "s3cr3t/of w&rds";

    /// <summary><c>MINISTACK_CLI</c> names another build, such as the native one, than that beside the tests.</summary>
    private static readonly string Program = Environment.GetEnvironmentVariable("MINISTACK_CLI") is { Length: > 0 } named
        ? named
        : Path.Combine(AppContext.BaseDirectory, "kubectl-ministack");

    [Fact]
    public async Task A_stack_that_is_ready_takes_one_line_and_ends_with_0()
    {
        var ns = await cluster.CreateNamespaceAsync();
        await using var kubelet = ns.StartKubelet();
        await ns.ApplyAsync(Stacks.Minimal("demo"));
        await ns.EventuallyStatusAsync("demo", "Ready");

        var result = await StatusAsync("demo", "-n", ns.Name);

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(2, result.Output.TrimEnd().Split('\n').Length);
        Assert.Matches(@"\ndemo +True +Ready +1/1 +1/1 +\d+s\n", result.Output);
        Assert.Empty(result.Error);
    }

    [Fact]
    public async Task A_broken_stack_is_told_as_the_operator_tells_it_and_ends_with_1()
    {
        var ns = await CreateBrokenAsync();
        var stack = await ns.EventuallyStatusAsync("demo", "CrashLoop");

        var result = await StatusAsync("demo", "-n", ns.Name);

        var diagnosis = Diagnosis(stack);
        Assert.Equal(1, result.ExitCode);
        Assert.Matches($@"\ndemo +False +{diagnosis.GetProperty("code").GetString()} +0/1 +1/1 ", result.Output);
        Assert.Contains($"  {diagnosis.GetProperty("code").GetString()} ({diagnosis.GetProperty("component").GetString()})\n", result.Output, StringComparison.Ordinal);
        Assert.Contains(diagnosis.GetProperty("message").GetString()!, result.Output, StringComparison.Ordinal);
        Assert.Contains(diagnosis.GetProperty("hint").GetString()!, result.Output, StringComparison.Ordinal);
        Assert.All(diagnosis.GetProperty("logTail").EnumerateArray(), line => Assert.Contains($"| {line.GetString()}\n", result.Output, StringComparison.Ordinal));
        Assert.DoesNotContain(Secret, result.Output, StringComparison.Ordinal);

        var all = await StatusAsync("-A");
        Assert.Equal(1, all.ExitCode);
        Assert.Matches($@"{ns.Name} +demo +False ", all.Output);
    }

    [Fact]
    public async Task The_password_that_the_database_still_has_is_masked_though_the_secret_has_another()
    {
        var ns = await CreateBrokenAsync();
        await ns.EventuallyStatusAsync("demo", "CrashLoop");
        await ns.KubectlAsync("patch", "secret", "mine", "-p", """{"stringData":{"pw":"another-one"}}""");
        await ns.EventuallyAsync("secret", "demo-db", found =>
            found.GetProperty("data").GetProperty("password").GetString() == Convert.ToBase64String("another-one"u8)
            && !found.GetProperty("metadata").GetProperty("annotations").TryGetProperty("ministack.dev/database-knows", out _));

        var result = await StatusAsync("demo", "-n", ns.Name);

        Assert.DoesNotContain(Secret, result.Output, StringComparison.Ordinal);
        Assert.Contains("***: boom", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_files_that_KUBECONFIG_lists_are_read_as_kubectl_reads_them()
    {
        var empty = Path.GetTempFileName();
        await File.WriteAllTextAsync(empty, "apiVersion: v1\nkind: Config\n", TestContext.Current.CancellationToken);
        var ns = await cluster.CreateNamespaceAsync();

        var result = await RunAsync(
            ["status", "-n", ns.Name],
            new() { ["KUBECONFIG"] = $"/nowhere:{empty}:{cluster.ControlPlane.AdminKubeconfigPath}" });

        File.Delete(empty);
        Assert.Equal((0, $"There are no MiniStacks in namespace {ns.Name}.\n"), (result.ExitCode, result.Error));
    }

    [Fact]
    public async Task A_reader_without_a_right_to_Secrets_gets_an_answer_with_patterns_redacted()
    {
        var ns = await CreateBrokenAsync();
        var stack = await ns.EventuallyStatusAsync("demo", "CrashLoop");
        await ns.ApplyAsync($$"""
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: viewer}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: viewer}
            rules:
            - {apiGroups: [ministack.dev], resources: [ministacks], verbs: [get, list]}
            - {apiGroups: [""], resources: [pods, pods/log, events, persistentvolumeclaims], verbs: [get, list]}
            - {apiGroups: [apps], resources: [deployments, replicasets, statefulsets], verbs: [get, list]}
            - {apiGroups: [batch], resources: [jobs], verbs: [get, list]}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: viewer}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: viewer}
            subjects: [{kind: ServiceAccount, name: viewer, namespace: {{ns.Name}}}]
            """);
        var kubeconfig = await cluster.ControlPlane.KubeconfigForServiceAccountAsync(ns.Name, "viewer");

        var result = await RunAsync("status", "demo", "-n", ns.Name, "--kubeconfig", kubeconfig);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"  {Diagnosis(stack).GetProperty("code").GetString()} (api)\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("postgres://app:***@db", result.Output, StringComparison.Ordinal);
        Assert.Contains("You may not read Secrets", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_answered_is_one_sentence_and_ends_with_2()
    {
        var ns = await cluster.CreateNamespaceAsync();
        var missing = await StatusAsync("nope", "-n", ns.Name);
        var noFile = await RunAsync("status", "--kubeconfig", "/does/not/exist");
        var noContext = await StatusAsync("--context", "nope");

        Assert.Equal((2, $"error: There is no MiniStack nope in namespace {ns.Name}.\n"), (missing.ExitCode, missing.Error));
        Assert.All([noFile, noContext], result =>
        {
            Assert.Equal(2, result.ExitCode);
            Assert.StartsWith("error: No cluster to ask: ", result.Error, StringComparison.Ordinal);
            Assert.Single(result.Error.TrimEnd().Split('\n'));
        });
    }

    /// <summary>Its API crashes, and prints the stack's password and one that nobody knows of.</summary>
    private async Task<TestNamespace> CreateBrokenAsync()
    {
        var ns = await cluster.CreateNamespaceAsync();
        await using var kubelet = ns.StartKubelet();
        kubelet.FateOf = pod => IsOfApi(pod) ? PodFate.Wait : PodFate.Run;
        await ns.KubectlAsync("create", "secret", "generic", "mine", $"--from-literal=pw={Secret}");
        await ns.ApplyAsync(Stacks.Minimal("demo", database: "passwordSecretRef: {name: mine, key: pw}"));
        await ns.EventuallyAsync("pvc", "demo-db-data", found => found.GetProperty("status").GetProperty("phase").GetString() == "Bound");
        var pod = await ns.EventuallyPodAsync("demo", "api");
        var metadata = pod.GetProperty("metadata");
        var path = cluster.Admin.PathOf("pod", ns.Name, metadata.GetProperty("name").GetString());
        await cluster.Admin.PatchAsync($"{path}/status", CrashStatus($"Error: postgres://app:unknown@db, {Secret}: boom").ToJsonString());
        return ns;
    }

    private static JsonObject CrashStatus(string lastWords) => new()
    {
        ["status"] = new JsonObject
        {
            ["phase"] = "Running",
            ["conditions"] = JsonNode.Parse("""[{"type":"PodScheduled","status":"True"},{"type":"Ready","status":"False"}]"""),
            ["containerStatuses"] = new JsonArray(new JsonObject
            {
                ["name"] = "api",
                ["image"] = "example.test/api:1",
                ["imageID"] = "",
                ["ready"] = false,
                ["restartCount"] = 3,
                ["state"] = JsonNode.Parse("""{"waiting":{"reason":"CrashLoopBackOff","message":"back-off 40s restarting failed container=api"}}"""),
                ["lastState"] = new JsonObject
                {
                    ["terminated"] = new JsonObject
                    {
                        ["exitCode"] = 1,
                        ["reason"] = "Error",
                        ["message"] = lastWords,
                        ["startedAt"] = DateTime.UtcNow.AddSeconds(-3).ToString("yyyy-MM-ddTHH:mm:ssZ"),
                        ["finishedAt"] = DateTime.UtcNow.AddSeconds(-1).ToString("yyyy-MM-ddTHH:mm:ssZ"),
                    },
                },
            }),
        },
    };

    private static bool IsOfApi(JsonElement pod) =>
        pod.GetProperty("metadata").GetProperty("labels").GetProperty("ministack.dev/component").GetString() == "api";

    private static JsonElement Diagnosis(JsonElement stack) => stack.GetProperty("status").GetProperty("diagnosis");

    private Task<ProcessResult> StatusAsync(params string[] arguments) =>
        RunAsync(["status", .. arguments, "--kubeconfig", cluster.ControlPlane.AdminKubeconfigPath]);

    private static Task<ProcessResult> RunAsync(params string[] arguments) => RunAsync(arguments, null);

    private static Task<ProcessResult> RunAsync(string[] arguments, Dictionary<string, string>? environment) => ProcessRunner.RunAsync(
        new CommandLine(Program, arguments),
        environment: environment,
        cancellationToken: TestContext.Current.CancellationToken);
}
