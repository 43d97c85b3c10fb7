using System.Text.Json;
using System.Text.Json.Nodes;

namespace MiniStack.Operator.ClusterTests.Rbac;

public sealed class RuleRemovalTests : IAsyncLifetime
{
    private const string Api = "/apis/rbac.authorization.k8s.io/v1";

    private readonly Cluster _cluster = new() { StartsOperator = false };
    private Kubelet? _kubelet;

    public async ValueTask InitializeAsync()
    {
        await _cluster.InitializeAsync();
        _kubelet = Kubelet.Start(_cluster.Admin);

        // What is read of a stack with trouble: its migration never ends well.
        _kubelet.FateOf = pod => Kubelet.IsOfJob(pod) ? PodFate.Fail : PodFate.Run;
    }

    public async ValueTask DisposeAsync()
    {
        if (_kubelet is not null)
        {
            await _kubelet.DisposeAsync();
        }

        await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task Without_any_one_of_its_rules_the_operator_says_that_it_is_forbidden_something()
    {
        foreach (var path in new[] { $"{Api}/clusterroles/ministack-operator", $"{Api}/namespaces/ministack-system/roles/ministack-operator-lease" })
        {
            var rules = JsonNode.Parse((await _cluster.Admin.FindAsync(path))!.Value.GetProperty("rules").GetRawText())!.AsArray();
            Assert.DoesNotContain("*", rules.ToJsonString(), StringComparison.Ordinal);
            for (var i = 0; i < rules.Count; i++)
            {
                // Asked for by an admission plugin that this cluster has not got.
                if (!rules[i]!["resources"]!.ToJsonString().Contains("ministacks/finalizers", StringComparison.Ordinal))
                {
                    await WriteAsync(path, new JsonArray([.. rules.Where((_, j) => j != i).Select(rule => rule!.DeepClone())]));
                    await ExpectForbiddenAsync(rules[i]!);
                }
            }

            await WriteAsync(path, rules);
        }
    }

    private Task<JsonElement> WriteAsync(string path, JsonArray rules) =>
        _cluster.Admin.PatchAsync(path, new JsonObject { ["rules"] = rules.DeepClone() }.ToJsonString());

    private async Task ExpectForbiddenAsync(JsonNode rule)
    {
        // As the server words it.
        var refusals = rule["verbs"]!.AsArray().SelectMany(verb => rule["resources"]!.AsArray().Select(resource => $"cannot {verb} resource \"{resource}\"")).ToList();

        // One that is there already need not be created.
        await _cluster.Admin.DeleteAsync(_cluster.Admin.PathOf("lease", "ministack-system", "ministack-operator"));
        var ns = await _cluster.CreateNamespaceAsync();
        await _cluster.Admin.ApplyAsync(
            _cluster.Admin.PathOf("ministack", ns.Name, "demo"), Stacks.Minimal("demo", api: "replicas: 2", spec: "deletionPolicy: Delete"));
        await _cluster.Admin.ApplyAsync(
            _cluster.Admin.PathOf("ministack", ns.Name, "broken"), Stacks.Minimal("broken", api: "migrate: {command: [migrate]}"));
        var started = await _cluster.StartOperatorAsync(awaitsReady: false);
        await Eventually.TrueAsync(
            () => Task.FromResult(refusals.Any(started.Log.Contains)),
            () => $"the operator does not miss {rule.ToJsonString()}:\n{started.LastLogLines}");
        await _cluster.KillOperatorAsync();
        await _cluster.Admin.DeleteAsync($"/api/v1/namespaces/{ns.Name}");
    }
}
