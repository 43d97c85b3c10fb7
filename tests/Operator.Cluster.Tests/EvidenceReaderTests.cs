using k8s;
using k8s.Models;
using Microsoft.AspNetCore.Http;
using MiniStack.Operator.Core.Diagnosis;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Runtime.Client;

namespace MiniStack.Operator.Cluster.Tests;

/// <summary>Reads that fail, each alone: it costs what it would have told, and no more.</summary>
public sealed class EvidenceReaderTests
{
    private static readonly string[] Whole = ["pods", "replicasets", "events", "log", "settings"];

    private static readonly Dictionary<string, Func<HttpContext, Task>> Faults = new()
    {
        ["forbidden"] = FaultyServer.Refuse(403, "Forbidden"),
        ["a fault of the server"] = FaultyServer.Refuse(500, "InternalError"),
        ["too many requests"] = FaultyServer.Refuse(429, "TooManyRequests"),
        ["no JSON"] = FaultyServer.Say("<html>bad gateway</html>"),
        ["half of it"] = FaultyServer.Say("""{"metadata":{"resourceVersion":"1"},"items":[{"metadata":"""),
        ["another document"] = FaultyServer.Say("[1, 2]"),
        ["a cut connection"] = FaultyServer.Abort,
        ["no answer"] = FaultyServer.Hang,
    };

    public static TheoryData<string, string> Each => [.. Whole.SelectMany(resource => Faults.Keys.Select(fault => (resource, fault)))];

    [Theory]
    [MemberData(nameof(Each))]
    public async Task A_read_that_fails_costs_what_it_would_have_told(string resource, string fault)
    {
        await using var server = await FaultyServer.StartAsync((resource, Faults[fault]));

        var (evidence, missed) = await ReadAsync(server);

        var isSaidByTheNode = resource == "log" && fault is not "forbidden";
        if (!(resource == "log" && fault is "no JSON" or "half of it" or "another document"))
        {
            Assert.DoesNotContain(resource, Read(evidence));
        }

        // Without pods there is no log to ask for; without the Secrets nobody knows what to mask in one.
        string[] gone = resource switch
        {
            "pods" => ["pods", "log", "settings"],
            "settings" when fault is not "forbidden" => ["settings", "log"],
            "log" => ["log", "settings"],
            _ => [resource],
        };
        Assert.Superset(Whole.Except(gone).ToHashSet(), Read(evidence).ToHashSet());
        Assert.Equal(fault != "forbidden" && !isSaidByTheNode, evidence.IsPassing);
        Assert.Equal(isSaidByTheNode ? 0 : 1, missed.Count);
        Assert.Equal(missed.Select(each => each.What), evidence.Unread.Keys);
    }

    [Fact]
    public async Task Everything_is_read_where_nothing_fails()
    {
        await using var server = await FaultyServer.StartAsync();

        var (evidence, missed) = await ReadAsync(server);

        Assert.Equal(Whole, Read(evidence));
        Assert.Empty(missed);
        Assert.False(evidence.IsPassing);
    }

    /// <summary>No log, no termination: the kubelet alone speaks.</summary>
    [Theory]
    [InlineData("CreateContainerError", "failed to create containerd task: exec: \\\"serve --token hunter2-hunter2\\\": not found")]
    [InlineData("RunContainerError", "exec: \\\"serve --token hunter2-hunter2\\\": not found")]
    public async Task What_a_kubelet_says_of_a_command_line_is_told_without_the_values_of_secrets(string reason, string message)
    {
        await using var server = await FaultyServer.StartAsync(("pods", FaultyServer.Say(WaitingPod(reason, message))));

        var (evidence, _) = await ReadAsync(server);

        Assert.Equal(["hunter2-hunter2"], evidence.Secrets);
    }

    [Fact]
    public async Task What_a_kubelet_says_of_a_command_line_is_not_told_while_the_secrets_cannot_be_had()
    {
        await using var server = await FaultyServer.StartAsync(
            ("pods", FaultyServer.Say(WaitingPod("CreateContainerError", "serve --token hunter2-hunter2"))),
            ("settings", FaultyServer.Refuse(500, "InternalError")));

        var (evidence, _) = await ReadAsync(server);

        Assert.Null(evidence.Pods[0].Status.ContainerStatuses[0].State.Waiting.Message);
    }

    [Fact]
    public async Task No_secret_is_asked_for_where_an_image_is_missing()
    {
        await using var server = await FaultyServer.StartAsync(("pods", FaultyServer.Say(WaitingPod("ImagePullBackOff", "Back-off pulling image"))));

        var (evidence, _) = await ReadAsync(server);

        Assert.Empty(evidence.Secrets);
    }

    [Theory]
    [InlineData("a node of the cluster", "1 node(s) had untolerated taint(s)", true)]
    [InlineData("nothing, where no taint is in the way", "1 Insufficient cpu", false)]
    public async Task Nodes_are_read_where_a_taint_keeps_a_pod_off(string what, string said, bool isRead)
    {
        await using var server = await FaultyServer.StartAsync(("pods", FaultyServer.Say(UnschedulablePod(said))), ("nodes", FaultyServer.Say(Nodes)));

        var (evidence, _) = await ReadAsync(server);

        Assert.True(isRead == evidence.Nodes.Any(each => each is { Name: "gpu-1", Taints: [{ Key: "nvidia.com/gpu", Effect: "NoSchedule" }] }), what);
        Assert.All(evidence.Nodes, each => Assert.Equal("b", each.Labels["a"]));
    }

    /// <summary>The right is optional: it is no news that it is lacking.</summary>
    [Fact]
    public async Task Nodes_that_may_not_be_read_are_not_missed_and_not_asked_for_again()
    {
        var asked = 0;
        await using var server = await FaultyServer.StartAsync(
            ("pods", FaultyServer.Say(UnschedulablePod("1 node(s) had untolerated taint(s)"))),
            ("nodes", context =>
                {
                    asked++;
                    return FaultyServer.Refuse(403, "Forbidden")(context);
                }
        ));

        var (evidence, missed) = await ReadAsync(server, times: 3);

        Assert.Empty(evidence.Nodes);
        Assert.Empty(missed);
        Assert.Equal(1, asked);
    }

    /// <summary>The server's Secret is there, whatever its name.</summary>
    [Fact]
    public async Task Pull_secrets_that_are_not_there_are_found_while_an_image_is_missing()
    {
        await using var server = await FaultyServer.StartAsync(
            ("pods", FaultyServer.Say(WaitingPod("ImagePullBackOff", "Back-off", "registry", "mirror"))), ("registry", FaultyServer.Refuse(404, "NotFound")));

        Assert.Equal(["registry"], (await ReadAsync(server)).Evidence.MissingPullSecrets);
    }

    [Theory]
    [InlineData(403, "Forbidden")]
    [InlineData(500, "InternalError")]
    public async Task Of_pull_secrets_that_may_not_be_looked_for_nothing_is_said(int code, string reason)
    {
        await using var server = await FaultyServer.StartAsync(
            ("pods", FaultyServer.Say(WaitingPod("ErrImagePull", "denied", "registry", "mirror"))), ("registry", FaultyServer.Refuse(code, reason)));

        Assert.Null((await ReadAsync(server)).Evidence.MissingPullSecrets);
    }

    [Fact]
    public async Task A_log_without_an_end_is_read_to_its_bound()
    {
        await using var server = await FaultyServer.StartAsync(("log", FaultyServer.Flood("")));

        var (evidence, _) = await ReadAsync(server);

        Assert.InRange(evidence.Logs.Sum(log => log.Text.Length), 0, LogText.MaximumReadBytes);
    }

    [Fact]
    public async Task A_list_without_an_end_is_given_up()
    {
        await using var server = await FaultyServer.StartAsync(("events", FaultyServer.Flood("""{"metadata":{"resourceVersion":"1"},"items":[{"message":" """.TrimEnd())));

        var (evidence, _) = await ReadAsync(server);

        Assert.Equal(["pods", "replicasets", "log", "settings"], Read(evidence));
        Assert.True(evidence.IsPassing);
    }

    private const string Nodes = """
        {"metadata":{"resourceVersion":"1"},"items":[{"metadata":{"name":"gpu-1","labels":{"a":"b"}},
        "spec":{"podCIDR":"10.0.0.0/24","taints":[{"key":"nvidia.com/gpu","value":"present","effect":"NoSchedule"}]},"status":{"images":[{"names":["x"]}]}}]}
        """;

    private static string UnschedulablePod(string said) => $$$"""
        {"metadata":{"resourceVersion":"1"},"items":[
        {"metadata":{"name":"demo-api-1","namespace":"shop","uid":"1"},"spec":{"containers":[{"name":"api"}]},"status":{"conditions":[
        {"type":"PodScheduled","status":"False","reason":"Unschedulable","message":"0/1 nodes are available: {{{said}}}."}]}}]}
        """;

    private static string WaitingPod(string reason, string message, params string[] pullSecrets) => $$$"""
        {"metadata":{"resourceVersion":"1"},"items":[
        {"metadata":{"name":"demo-api-1","namespace":"shop","uid":"1"},"spec":{"containers":[{"name":"api"}],
        "imagePullSecrets":[{{{string.Join(',', pullSecrets.Select(each => $$"""{"name":"{{each}}"}"""))}}}]},"status":{"containerStatuses":[
        {"name":"api","image":"","imageID":"","ready":false,"restartCount":0,"state":{
        "waiting":{"reason":"{{{reason}}}","message":"{{{message}}}"}
        }}]}}]}
        """;

    /// <summary>What there is in it, by the names of the resources.</summary>
    private static IEnumerable<string> Read(Evidence evidence)
    {
        (string Name, bool IsThere)[] all =
        [
            ("pods", evidence.Pods.Count > 0),
            ("replicasets", evidence.ReplicaSets.Count > 0),
            ("events", evidence.Events.Count > 0),
            ("log", evidence.Logs.Count > 0),
            ("settings", evidence.Secrets.Count > 0),
        ];
        return all.Where(each => each.IsThere).Select(each => each.Name);
    }

    private static async Task<(Evidence Evidence, IReadOnlyList<Missed> Missed)> ReadAsync(FaultyServer server, int times = 1)
    {
        using var client = new ApiClient(new KubernetesClientConfiguration { Host = server.Url });
        var missed = new List<Missed>();
        var reader = new EvidenceReader(client, new EventReader(client, TimeProvider.System, Add), new NodeReader(client, TimeProvider.System), Add);
        var evidence = Evidence.None;
        for (var i = 0; i < times; i++)
        {
            evidence = await reader.ReadAsync(new ObservedStack(Stack()), TestContext.Current.CancellationToken);
        }

        return (evidence, missed);

        void Add(Missed one)
        {
            lock (missed)
            {
                missed.Add(one);
            }
        }
    }

    private static V1Alpha1MiniStack Stack() => new()
    {
        Metadata = new V1ObjectMeta { Name = "demo", NamespaceProperty = "shop", Uid = "u" },
        Spec = new MiniStackSpec
        {
            Api = new ApiSpec
            {
                Image = "x",
                EnvFrom = [new V1EnvFromSource { SecretRef = new V1SecretEnvSource { Name = "settings" } }],
                ImagePullSecrets = [new V1LocalObjectReference { Name = "registry" }, new V1LocalObjectReference { Name = "mirror" }],
            },
        },
    };
}
