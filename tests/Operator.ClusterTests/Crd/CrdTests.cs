using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MiniStack.Lab.ControlPlane.Processes;
using MiniStack.Operator.Core.Serialization;
using MiniStack.Operator.Core.Validation;

namespace MiniStack.Operator.ClusterTests.Crd;

/// <summary>
/// What the API server accepts and refuses. Each row sets one field of a valid MiniStack, named by its path, to a JSON value, or leaves it out by null.
/// The rows for new objects also go through the operator's validator, which has to agree: on old clusters it is all there is.
/// </summary>
public sealed partial class CrdTests(CrdCluster cluster) : IClassFixture<CrdCluster>
{
    [Theory]
    [InlineData("spec.suspend", "true")]
    [InlineData("spec.deletionPolicy", "\"Delete\"")]
    [InlineData("metadata.name", "\"a2345678901234567890123456789012345678-0\"")]
    [InlineData("spec.api.replicas", "0")]
    [InlineData("spec.api.service", """{"type": "NodePort", "nodePort": 30080}""")]
    [InlineData("spec.api.service", """{"type": "LoadBalancer", "nodePort": 30080}""")]
    [InlineData("spec.api.health", """{"livenessPath": "/", "readinessPath": "/ready?deep=1", "startupSeconds": 86400}""")]
    [InlineData("spec.api.autoscale", """{"minReplicas": 2, "maxReplicas": 2, "cpuPercent": 70}""")]
    [InlineData("spec.api.autoscale", """{"maxReplicas": 1}""")]
    [InlineData("spec.api.ingress", """{"host": "*.example.com", "className": "nginx", "tlsSecretName": "tls"}""")]
    [InlineData("spec.api.migrate", """{"command": ["python", "-m", "migrate"]}""")]
    [InlineData("spec.api.env", """[{"name": "A", "value": "$(PGHOST)"}, {"name": "B", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}]""")]
    [InlineData("spec.api.env", """[{"name": "EMPTY", "value": ""}]""")]
    [InlineData("spec.api.envFrom", """[{"prefix": "X_", "secretRef": {"name": "s"}}, {"configMapRef": {"name": "c", "optional": true}}]""")]
    [InlineData("spec.api.resources", """{"requests": {"cpu": "100m", "memory": "1.5Gi"}, "limits": {"cpu": 1, "memory": 1e9}}""")]
    [InlineData("spec.api.securityContext", """{"runAsNonRoot": true, "capabilities": {"drop": ["ALL"]}, "seccompProfile": {"type": "RuntimeDefault"}}""")]
    [InlineData("spec.api", """{"image": "i", "volumes": [{"name": "v", "emptyDir": {}}], "volumeMounts": [{"name": "v", "mountPath": "/v"}]}""")]
    [InlineData("spec.api.imagePullSecrets", """[{"name": "registry"}]""")]
    [InlineData("spec.api.terminationGracePeriodSeconds", "0")]
    [InlineData("spec.database.version", "15")]
    [InlineData("spec.database.name", "\"postgres\"")]
    [InlineData("spec.database.passwordSecretRef", """{"name": "s", "key": "k"}""")]
    [InlineData("spec.database.initScripts", """{"configMapRef": {"name": "c"}}""")]
    [InlineData("spec.database.storage.size", "\"1.5Gi\"")]
    [InlineData("spec.database.storage.size", "1073741824")]
    [InlineData("spec.database.parameters", """{"max_connections": "50", "pg_stat_statements.track": "all"}""")]
    [InlineData("spec.database.securityContext", """{"runAsUser": 70, "fsGroup": 70}""")]
    public async Task Valid_stack_is_accepted(string path, string value)
    {
        var stack = With(CrdCluster.Stack("new"), path, value);

        Assert.Null(await cluster.RefusalOfCreateAsync(stack));
        Assert.Empty(Validate(stack));
    }

    [Theory]
    [InlineData("spec.deletionPolicy", "\"Drop\"")]
    [InlineData("spec.api.image", "\"\"")]
    [InlineData("spec.api.image", "null")]
    [InlineData("spec.api.image", "\"a b\"")]
    [InlineData("spec.api.replicas", "-1")]
    [InlineData("spec.api.port", "0")]
    [InlineData("spec.api.port", "65536")]
    [InlineData("spec.api.service.type", "\"ExternalName\"")]
    [InlineData("spec.api.service", """{"type": "NodePort", "nodePort": 70000}""", "spec.api.service.nodePort")]
    [InlineData("spec.api.health.livenessPath", "\"health\"")]
    [InlineData("spec.api.health.readinessPath", "\"/a b\"")]
    [InlineData("spec.api.health.startupSeconds", "0")]
    [InlineData("spec.api.health.startupSeconds", "86401")]
    [InlineData("spec.api.autoscale.maxReplicas", "0")]
    [InlineData("spec.api.autoscale", """{"minReplicas": 0, "maxReplicas": 1}""", "spec.api.autoscale.minReplicas")]
    [InlineData("spec.api.autoscale", """{"maxReplicas": 1, "cpuPercent": 0}""", "spec.api.autoscale.cpuPercent")]
    [InlineData("spec.api.ingress.host", "\"Demo_1\"")]
    [InlineData("spec.api.migrate.command", "[]")]
    [InlineData("spec.api.env", """[{"name": ""}]""", "spec.api.env[0].name")]
    [InlineData("spec.api.env", """[{"name": "A"}, {"name": "A"}]""", "spec.api.env[1]")]
    [InlineData("spec.api.imagePullPolicy", "\"Sometimes\"")]
    [InlineData("spec.api.terminationGracePeriodSeconds", "-1")]
    [InlineData("spec.database.version", "12")]
    [InlineData("spec.database.version", "19")]
    [InlineData("spec.database.image", "\"\"")]
    [InlineData("spec.database.name", "\"no-hyphen\"")]
    [InlineData("spec.database.user", "\"9lives\"")]
    [InlineData("spec.database.user", "\"a234567890123456789012345678901234567890123456789012345678901234\"")]
    [InlineData("spec.database.passwordSecretRef", """{"name": "s", "key": ""}""", "spec.database.passwordSecretRef.key")]
    [InlineData("spec.database.initScripts.configMapRef.name", "\"\"")]
    [InlineData("spec.database.storage.size", "\"0\"")]
    [InlineData("spec.database.storage.size", "0")]
    [InlineData("spec.database.storage.size", "\"0.0Gi\"")]
    [InlineData("spec.database.securityContext.runAsUser", "0")]
    public async Task Invalid_field_is_refused_by_its_path(string path, string value, string? named = null)
    {
        var stack = With(CrdCluster.Stack("new"), path, value);

        await AssertRefusedAsync(stack, named ?? path);
        Assert.Contains(Validate(stack), violation => violation.StartsWith(named ?? path, StringComparison.Ordinal));
    }

    /// <summary>What the entity cannot even hold.</summary>
    [Theory]
    [InlineData("spec.api", "null")]
    [InlineData("spec.api.port", "\"http\"")]
    [InlineData("spec.api.volumes", """[{"emptyDir": {}}]""", "spec.api.volumes[0].name")]
    [InlineData("spec.api.resources.limits.memory", "\"lots\"")]
    [InlineData("spec.database.storage.size", "\"big\"")]
    [InlineData("spec.database.parameters.max_connections", "50")]
    public async Task Malformed_field_is_refused_by_its_path(string path, string value, string? named = null) =>
        await AssertRefusedAsync(With(CrdCluster.Stack("new"), path, value), named ?? path);

    [Theory]
    [InlineData("metadata.name", "\"a2345678901234567890123456789012345678901\"", "at most 40 characters")]
    [InlineData("metadata.name", "\"4ever\"", "start with a letter")]
    [InlineData("metadata.name", "\"a.b\"", "start with a letter")]
    [InlineData("spec.api.service.nodePort", "30080", "nodePort needs type NodePort or LoadBalancer")]
    [InlineData("spec.api.autoscale", """{"minReplicas": 3, "maxReplicas": 2}""", "minReplicas must not be greater than maxReplicas")]
    [InlineData("spec.api.volumeMounts", """[{"name": "v", "mountPath": "/v"}]""", "every entry of volumeMounts must name an entry of volumes")]
    [InlineData("spec.database.name", "\"template1\"", "take another name")]
    [InlineData("spec.database.user", "\"postgres\"", "take another name")]
    [InlineData("spec.database.user", "\"pg_monitor\"", "take another name")]
    [InlineData("spec.database.parameters", """{"Port": "5433"}""", "the operator relies on")]
    [InlineData("spec.database.parameters", """{"-c": "x"}""", "a parameter's name")]
    public async Task Rule_on_a_new_stack_says_what_to_do(string path, string value, string message)
    {
        var stack = With(CrdCluster.Stack("new"), path, value);
        Assert.NotEmpty(Validate(stack));
        SkipUnlessRulesAreKnown();

        Assert.Contains(message, await cluster.RefusalOfCreateAsync(stack), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("spec.database.name", "\"shop\"", "the database's name is immutable")]
    [InlineData("spec.database.user", "\"shop\"", "the database's user is immutable")]
    [InlineData("spec.database.storage.storageClassName", "\"fast\"", "storageClassName is immutable")]
    [InlineData("spec.database.storage.size", "\"0.5Gi\"", "a volume cannot shrink")]
    public async Task Rule_on_a_change_says_what_to_do(string path, string value, string message)
    {
        SkipUnlessRulesAreKnown();

        Assert.Contains(message, await cluster.RefusalOfPatchAsync(With([], path, value)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("spec.database.storage.size", "\"1Gi\"")]
    [InlineData("spec.database.storage.size", "\"1.5Gi\"")]
    [InlineData("spec.database.storage.size", "\"10Gi\"")]
    [InlineData("spec.database.storage.size", "\"2048Mi\"")]
    [InlineData("spec.database.version", "16")]
    public async Task Change_that_is_no_loss_is_accepted(string path, string value) =>
        Assert.Null(await cluster.RefusalOfPatchAsync(With([], path, value)));

    [Fact]
    public async Task Every_sample_is_accepted() =>
        await cluster.ControlPlane.KubectlAsync("apply", "--dry-run=server", "-k", Path.Combine(CrdCluster.Config, "samples"));

    [Fact]
    public async Task Mistyped_field_is_refused_by_kubectl()
    {
        var stack = With(CrdCluster.Stack("new"), "spec.api.helth", "{}");

        var refusal = await Assert.ThrowsAsync<ProcessFailedException>(
            () => cluster.ControlPlane.KubectlAsync(["create", "--dry-run=server", "-f", "-"], stack.ToJsonString()));
        Assert.Contains("helth", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stack_gets_the_entitys_defaults()
    {
        var stored = await cluster.ControlPlane.KubectlAsync("get", "ministack", "kept", "-o", "json");
        var spec = JsonSerializer.SerializeToNode(
            CrdCluster.Stack("kept").Deserialize(CoreJson.Default.V1Alpha1MiniStack)!, CoreJson.Default.V1Alpha1MiniStack)!["spec"];

        Assert.True(JsonNode.DeepEquals(spec, JsonNode.Parse(stored)!["spec"]), stored);
    }

    [Fact]
    public async Task Kubectl_scales_and_prints_a_stack()
    {
        await cluster.ControlPlane.KubectlAsync(["create", "-f", "-"], CrdCluster.Stack("printed").ToJsonString());
        await cluster.ControlPlane.KubectlAsync("scale", "ms", "printed", "--replicas=3");
        var stack = (JsonObject)JsonNode.Parse(await cluster.ControlPlane.KubectlAsync("get", "ms", "printed", "-o", "json"))!;
        Assert.Equal(3, (int)stack["spec"]!["api"]!["replicas"]!);

        stack["status"] = JsonNode.Parse("""
            {
              "api": {"ready": "3/3", "replicas": 3, "selector": "ministack.dev/stack=printed"},
              "database": {"ready": "1/1"},
              "conditions": [{"type": "Ready", "status": "True", "reason": "Ready", "message": "", "lastTransitionTime": "2000-01-01T00:00:00Z"}]
            }
            """);
        const string Stacks = "/apis/ministack.dev/v1alpha1/namespaces/default/ministacks/printed";
        await cluster.ControlPlane.KubectlAsync(["replace", "--raw", $"{Stacks}/status", "-f", "-"], stack.ToJsonString());

        var lines = (await cluster.ControlPlane.KubectlAsync("get", "ms", "printed")).TrimEnd().Split('\n').Select(Words).ToList();
        Assert.Equal(["NAME", "READY", "STATUS", "API", "DB", "AGE"], lines[0]);
        Assert.Equal(["printed", "True", "Ready", "3/3", "1/1"], lines[1][..5]);
        Assert.Contains("\"replicas\":3,\"selector\":\"ministack.dev/stack=printed\"",
            await cluster.ControlPlane.KubectlAsync("get", "--raw", $"{Stacks}/scale"), StringComparison.Ordinal);
    }

    /// <summary>Old servers name a list without the index.</summary>
    private async Task AssertRefusedAsync(JsonObject stack, string path) => Assert.Contains(
        ListIndex().Replace(path, ""), ListIndex().Replace(await cluster.RefusalOfCreateAsync(stack) ?? "accepted", ""), StringComparison.Ordinal);

    private void SkipUnlessRulesAreKnown() => Assert.SkipUnless(cluster.KnowsRules,
        $"Kubernetes {cluster.ControlPlane.ServerVersion} knows no CEL rules, which came with v1.25; there the operator alone refuses this.");

    private static JsonObject With(JsonObject root, string path, string value)
    {
        var names = path.Split('.');
        var parent = root;
        foreach (var name in names[..^1])
        {
            if (parent[name] is not JsonObject child)
            {
                parent[name] = child = [];
            }

            parent = child;
        }

        if (JsonNode.Parse(value) is { } node)
        {
            parent[names[^1]] = node;
        }
        else
        {
            parent.Remove(names[^1]);
        }

        return root;
    }

    private static IReadOnlyList<string> Validate(JsonObject stack) =>
        SpecValidator.Validate(stack.Deserialize(CoreJson.Default.V1Alpha1MiniStack)!);

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"\[\d+\]")]
    private static partial Regex ListIndex();
}
