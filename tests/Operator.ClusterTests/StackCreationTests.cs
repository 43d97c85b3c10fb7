using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MiniStack.Operator.ClusterTests;

public sealed partial class StackCreationTests(Cluster cluster)
{
    [Fact]
    public async Task Every_child_is_made_and_the_stack_gets_ready()
    {
        var ns = await cluster.CreateNamespaceAsync();
        await ns.ApplyAsync(Stacks.Minimal("demo", api: "replicas: 2"));
        await ns.MakePodsReadyAsync("demo", "database");
        await ns.MakePodsReadyAsync("demo", "api", 2);

        var stack = await ns.EventuallyStatusAsync("demo", "Ready");

        foreach (var (kind, name) in new[]
        {
            ("service", "demo-db"), ("service", "demo-db-pods"), ("service", "demo-api"), ("statefulset", "demo-db"), ("configmap", "demo-db"),
            ("networkpolicy", "demo-db"), ("secret", "demo-db"), ("secret", "demo-db-admin"), ("pvc", "demo-db-data"),
            ("deployment", "demo-api"), ("serviceaccount", "demo-api"), ("poddisruptionbudget", "demo-api"),
        })
        {
            var child = await ns.GetAsync(kind, name);
            var metadata = child.GetProperty("metadata");
            Assert.Equal("demo", metadata.GetProperty("labels").GetProperty("ministack.dev/stack").GetString());
            var isKept = kind is "secret" or "pvc";
            Assert.Equal(!isKept, metadata.TryGetProperty("ownerReferences", out _));
            Assert.Equal(!isKept, metadata.GetProperty("labels").TryGetProperty("app.kubernetes.io/instance", out _));
        }

        var status = stack.GetProperty("status");
        Assert.Equal("2/2", status.GetProperty("api").GetProperty("ready").GetString());
        Assert.Equal("1/1", status.GetProperty("database").GetProperty("ready").GetString());
        Assert.Equal($"http://demo-api.{ns.Name}.svc:8000", status.GetProperty("url").GetString());
        Assert.Equal("demo-db", status.GetProperty("binding").GetProperty("name").GetString());
        Assert.Equal(stack.GetProperty("metadata").GetProperty("generation").GetInt64(), status.GetProperty("observedGeneration").GetInt64());
        foreach (var (type, value) in new[]
        {
            ("Ready", "True"), ("DatabaseReady", "True"), ("ApiReady", "True"), ("Reconciling", "False"), ("Stalled", "False"),
        })
        {
            Assert.Equal(value, TestNamespace.Condition(stack, type)!.Value.GetProperty("status").GetString());
        }
    }

    [Fact]
    public async Task The_api_is_not_started_before_the_database_answers()
    {
        var ns = await cluster.CreateNamespaceAsync();

        // A volume that nobody makes would be told instead.
        await using var kubelet = ns.StartKubelet();
        kubelet.FateOf = _ => PodFate.Wait;
        await ns.ApplyAsync(Stacks.Minimal("demo"));

        var stack = await ns.EventuallyAsync(
            "ministack", "demo", found => TestNamespace.Condition(found, "ApiReady")?.GetProperty("reason").GetString() == "WaitingForDatabase");
        await ns.EventuallyAsync("service", "demo-api", _ => true);
        Assert.Null(await ns.FindAsync("deployment", "demo-api"));
        Assert.Equal("Progressing", TestNamespace.Condition(stack, "Ready")!.Value.GetProperty("reason").GetString());

        await ns.MakePodsReadyAsync("demo", "database");
        await ns.EventuallyAsync("deployment", "demo-api", _ => true);
    }

    [Fact]
    public async Task Kubectl_get_shows_the_columns_that_a_user_reads()
    {
        var ns = await cluster.CreateNamespaceAsync();
        await ns.ApplyAsync(Stacks.Minimal("demo"));
        await ns.MakePodsReadyAsync("demo", "database");
        await ns.MakePodsReadyAsync("demo", "api");
        await ns.EventuallyStatusAsync("demo", "Ready");

        var lines = (await ns.KubectlAsync("get", "ms")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(["NAME", "READY", "STATUS", "API", "DB", "AGE"], Words(lines[0]));
        Assert.Equal(["demo", "True", "Ready", "1/1", "1/1"], Words(lines[1])[..5]);

        static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    [Fact]
    public async Task The_credentials_are_url_safe_recorded_with_their_volume_and_nowhere_else()
    {
        var ns = await cluster.CreateNamespaceAsync();
        await ns.ApplyAsync(Stacks.Minimal("demo"));
        await ns.MakePodsReadyAsync("demo", "database");
        await ns.EventuallyAsync("deployment", "demo-api", _ => true);

        var secret = await ns.GetAsync("secret", "demo-db");
        var volume = await ns.GetAsync("pvc", "demo-db-data");
        var password = Value(secret, "password");
        var admin = Value(await ns.GetAsync("secret", "demo-db-admin"), "password");
        Assert.Equal("servicebinding.io/postgresql", secret.GetProperty("type").GetString());
        Assert.Matches("^[A-Za-z0-9]{32}$", password);
        Assert.NotEqual(password, admin);
        Assert.Equal($"postgresql://app:{password}@demo-db.{ns.Name}.svc:5432/app", Value(secret, "uri"));
        Assert.Equal(
            volume.GetProperty("metadata").GetProperty("uid").GetString(),
            secret.GetProperty("metadata").GetProperty("annotations").GetProperty("ministack.dev/volume-uid").GetString());

        var everythingElse = await ns.KubectlAsync(
            "get", "ministacks,deployments,statefulsets,pods,configmaps,services,events,pvc", "-o", "json") + cluster.Operator.Log;
        foreach (var each in new[] { password, admin })
        {
            Assert.DoesNotContain(each, everythingElse, StringComparison.Ordinal);
            Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes(each)), everythingElse, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_password_of_the_users_own_is_taken_and_waited_for()
    {
        var ns = await cluster.CreateNamespaceAsync();
        await ns.ApplyAsync(Stacks.Minimal("demo", database: "passwordSecretRef: {name: mine, key: pw}"));
        var stack = await ns.EventuallyStatusAsync("demo", "ConfigMissing");
        Assert.Contains("Secret mine does not exist", stack.GetProperty("status").GetProperty("diagnosis").GetProperty("message").GetString()!, StringComparison.Ordinal);
        Assert.Equal("True", TestNamespace.Condition(stack, "Stalled")!.Value.GetProperty("status").GetString());

        await ns.KubectlAsync("create", "secret", "generic", "mine", "--from-literal=pw=s3cret:/?#");

        var secret = await ns.EventuallyAsync("secret", "demo-db", _ => true);
        Assert.Equal("s3cret:/?#", Value(secret, "password"));
        Assert.Contains("s3cret%3A%2F%3F%23@", Value(secret, "uri"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_operator_answers_its_probes_and_tells_its_metrics()
    {
        var ns = await cluster.CreateNamespaceAsync();
        await ns.ApplyAsync(Stacks.Minimal("demo"));
        await ns.EventuallyAsync("statefulset", "demo-db", _ => true);

        Assert.Equal("ok", await cluster.Operator.Http.GetStringAsync("/healthz", TestContext.Current.CancellationToken));
        Assert.Equal("ok", await cluster.Operator.Http.GetStringAsync("/readyz", TestContext.Current.CancellationToken));
        var metrics = "";
        await Eventually.TrueAsync(
            async () => Reconciled().IsMatch(metrics = await cluster.Operator.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken)),
            () => $"the operator tells no reconcile in\n{metrics}");
        Assert.Contains("operator_queue_depth", metrics, StringComparison.Ordinal);
    }

    private static string Value(JsonElement secret, string key) =>
        Encoding.UTF8.GetString(secret.GetProperty("data").GetProperty(key).GetBytesFromBase64());

    [GeneratedRegex("""operator_reconcile_total\{kind="MiniStack",result="\w+"\} [1-9]""")]
    private static partial Regex Reconciled();
}
