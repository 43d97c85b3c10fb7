using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MiniStack.Operator.ClusterTests.Rbac;

public sealed class UnsyncedTests : IAsyncLifetime
{
    private const string Role = "/apis/rbac.authorization.k8s.io/v1/clusterroles/ministack-operator";

    private readonly Cluster _cluster = new() { StartsOperator = false };

    public ValueTask InitializeAsync() => _cluster.InitializeAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task An_operator_that_may_not_list_a_kind_is_alive_and_says_for_which_it_waits()
    {
        var rules = JsonNode.Parse((await _cluster.Admin.FindAsync(Role))!.Value.GetProperty("rules").GetRawText())!.AsArray();
        await WriteAsync([.. rules.Where(rule => !IsAbout(rule!, "networkpolicies")).Select(rule => rule!.DeepClone())]);

        var started = await _cluster.StartOperatorAsync(awaitsReady: false);

        await ExpectAsync("/readyz", HttpStatusCode.ServiceUnavailable, "Waiting for the first list of NetworkPolicy (");
        await ExpectAsync("/healthz", HttpStatusCode.OK, "ok");

        await WriteAsync(rules);
        await ExpectAsync("/readyz", HttpStatusCode.OK, "ok");

        async Task ExpectAsync(string path, HttpStatusCode status, string text)
        {
            (HttpStatusCode Status, string Text)? answer = null;
            await Eventually.TrueAsync(
                async () => (answer = await started.AskAsync(path, TestContext.Current.CancellationToken)) is { } given
                    && given.Status == status && given.Text.StartsWith(text, StringComparison.Ordinal),
                () => $"{path} answers {answer}");
        }
    }

    private static bool IsAbout(JsonNode rule, string resource) => rule["resources"]!.AsArray().Any(each => each!.GetValue<string>() == resource);

    private Task<JsonElement> WriteAsync(JsonArray rules) => _cluster.Admin.PatchAsync(Role, new JsonObject { ["rules"] = rules.DeepClone() }.ToJsonString());
}
