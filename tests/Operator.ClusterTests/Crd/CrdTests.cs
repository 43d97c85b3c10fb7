using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MiniStack.Lab.ControlPlane.Processes;
using MiniStack.Operator.Core.Serialization;
using MiniStack.Operator.Core.Tests.Validation;

namespace MiniStack.Operator.ClusterTests.Crd;

/// <summary>
/// What the API server accepts and refuses, by the table that the operator's validator is tested with as well: the two have to agree, and for
/// the rules that old clusters do not know the operator is all there is.
/// </summary>
public sealed partial class CrdTests(CrdCluster cluster) : IClassFixture<CrdCluster>
{
    [Theory]
    [MemberData(nameof(SpecTable.Accepted), MemberType = typeof(SpecTable))]
    public async Task Valid_stack_is_accepted(string fragment) => Assert.Null(await cluster.RefusalOfCreateAsync(SpecTable.Stack(fragment)));

    [Theory]
    [MemberData(nameof(SpecTable.Refused), MemberType = typeof(SpecTable))]
    public async Task Invalid_stack_is_refused(string fragment, string sentence, string? rule)
    {
        if (rule is null)
        {
            await AssertRefusedAsync(fragment, sentence.Split(' ')[0]);
            return;
        }

        SkipUnlessRulesAreKnown();
        Assert.Contains(rule, await cluster.RefusalOfCreateAsync(SpecTable.Stack(fragment)), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(SpecTable.Malformed), MemberType = typeof(SpecTable))]
    public Task Malformed_field_is_refused_by_its_path(string fragment, string path) => AssertRefusedAsync(fragment, path);

    [Theory]
    [MemberData(nameof(SpecTable.Unknown), MemberType = typeof(SpecTable))]
    public async Task Unknown_field_is_refused_by_kubectl_and_by_the_server_where_it_is_strict(string fragment, string field)
    {
        var stack = SpecTable.Stack(fragment).ToJsonString();
        var refusal = await Assert.ThrowsAsync<ProcessFailedException>(
            () => cluster.ControlPlane.KubectlAsync(["create", "--dry-run=server", "-f", "-"], stack));
        Assert.Contains(field, refusal.Message, StringComparison.Ordinal);

        Assert.SkipUnless(cluster.KnowsStrictness,
            $"kubectl refused it. Kubernetes {cluster.ControlPlane.ServerVersion} itself knows no fieldValidation=Strict, which came with v1.25.");
        const string Stacks = "/apis/ministack.dev/v1alpha1/namespaces/default/ministacks";
        refusal = await Assert.ThrowsAsync<ProcessFailedException>(
            () => cluster.ControlPlane.KubectlAsync(["create", "--raw", $"{Stacks}?dryRun=All&fieldValidation=Strict", "-f", "-"], stack));
        Assert.Contains(field, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(SpecTable.RefusedChanges), MemberType = typeof(SpecTable))]
    public async Task Rule_on_a_change_says_what_to_do(string fragment, string rule)
    {
        SkipUnlessRulesAreKnown();
        Assert.Contains(rule, await cluster.RefusalOfPatchAsync(SpecTable.Parse(fragment)), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(SpecTable.AcceptedChanges), MemberType = typeof(SpecTable))]
    public async Task Change_that_is_no_loss_is_accepted(string fragment) =>
        Assert.Null(await cluster.RefusalOfPatchAsync(SpecTable.Parse(fragment)));

    /// <summary>The way out of a size that the volume could not grow to, and of a version that its files are not of.</summary>
    [Fact]
    public async Task What_the_volume_has_may_be_gone_back_to_and_no_further()
    {
        SkipUnlessRulesAreKnown();
        var stack = CrdCluster.Stack("grown");
        stack["spec"]!["database"] = JsonNode.Parse("""{"version": 17, "storage": {"size": "10Gi"}}""");
        stack = (JsonObject)JsonNode.Parse(await cluster.ControlPlane.KubectlAsync(["create", "-o", "json", "-f", "-"], stack.ToJsonString()))!;
        stack["status"] = JsonNode.Parse("""{"database": {"version": 15, "size": "2Gi"}}""");
        const string Status = "/apis/ministack.dev/v1alpha1/namespaces/default/ministacks/grown/status";
        await cluster.ControlPlane.KubectlAsync(["replace", "--raw", Status, "-f", "-"], stack.ToJsonString());

        foreach (var lower in new[] { "{version: 16}", "{version: 14}", "{storage: {size: 1Gi}}" })
        {
            Assert.NotNull(await cluster.RefusalOfPatchAsync(SpecTable.Parse($"spec: {{database: {lower}}}"), "grown"));
        }

        Assert.Null(await cluster.RefusalOfPatchAsync(SpecTable.Parse("spec: {database: {version: 15, storage: {size: 2048Mi}}}"), "grown"));
    }

    [Fact]
    public async Task Every_sample_is_accepted() =>
        await cluster.ControlPlane.KubectlAsync("apply", "--dry-run=server", "-k", Path.Combine(CrdCluster.Config, "samples"));

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
    private async Task AssertRefusedAsync(string fragment, string path)
    {
        var refusal = await cluster.RefusalOfCreateAsync(SpecTable.Stack(fragment)) ?? "accepted";
        Assert.Contains(ListIndex().Replace(path, ""), ListIndex().Replace(refusal, ""), StringComparison.Ordinal);
    }

    private void SkipUnlessRulesAreKnown() => Assert.SkipUnless(cluster.KnowsRules,
        $"Kubernetes {cluster.ControlPlane.ServerVersion} has the CRD without CEL rules, which is for versions before v1.29; there the operator alone refuses this.");

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"\[\d+\]")]
    private static partial Regex ListIndex();
}
