using System.Net;
using System.Text.Json.Nodes;
using MiniStack.Operator.Core.Tests.Validation;

namespace MiniStack.Operator.ClusterTests.Hostile;

/// <summary>
/// A cluster whose CRD checks no text, as one of an older release or of another's hand may be: what the operator does of itself is seen.
/// Every request is in its audit log, and namespace <c>victim</c> has a Secret <c>crown</c>.
/// </summary>
public sealed class UncheckedCluster : IAsyncLifetime
{
    private const string CrdPath = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/ministacks.ministack.dev";

    /// <summary>What a schema says of text beyond its type.</summary>
    private static readonly HashSet<string> Checks = ["pattern", "minLength", "maxLength", "enum", "x-kubernetes-validations", "minimum", "maximum", "format"];

    public Cluster Cluster { get; } = new() { HasAuditLog = true, StartsOperator = false };

    public TestNamespace Tenant { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await Cluster.InitializeAsync();
        var crd = JsonNode.Parse((await Cluster.Admin.FindAsync(CrdPath))!.Value.GetRawText())!;
        var version = crd["spec"]!["versions"]![0]!;
        version["schema"] = WithoutChecks(version["schema"]);
        using var answer = await Cluster.Admin.SendAsync(HttpMethod.Put, CrdPath, crd.ToJsonString());
        answer.EnsureSuccessStatusCode();
        await Cluster.Admin.CreateAsync("/api/v1/namespaces", """{"metadata":{"name":"victim"}}""");
        await Cluster.Admin.CreateAsync("/api/v1/namespaces/victim/secrets", """{"metadata":{"name":"crown"},"stringData":{"key":"jewels-of-the-crown"}}""");
        Tenant = await Cluster.CreateNamespaceAsync();
        await Eventually.TrueAsync(IsUncheckedAsync, () => "the API server still has the old CRD");
        await Cluster.StartOperatorAsync();
    }

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();

    public IReadOnlyList<AuditedRequest> Requests() => AuditedRequest.Read(Cluster.ControlPlane.AuditLogPath!, Cluster.OperatorUser);

    public string StackPath(string? name = null) => Cluster.Admin.PathOf("ministack", Tenant.Name, name);

    private async Task<bool> IsUncheckedAsync()
    {
        var stack = SpecTable.Stack("{metadata: {name: probe}, spec: {database: {passwordSecretRef: {name: ../x, key: k}}}}");
        stack["metadata"]!["namespace"] = Tenant.Name;
        using var answer = await Cluster.Admin.SendAsync(HttpMethod.Post, StackPath() + "?dryRun=All", stack.ToJsonString());
        return answer.StatusCode == HttpStatusCode.Created;
    }

    /// <summary>
    /// A property of the user's may be called like a check: only what stands beside a type is one. What is no quantity stays refused, since
    /// no object that the operator can hold has it.
    /// </summary>
    private static JsonNode? WithoutChecks(JsonNode? schema) => schema switch
    {
        JsonObject quantity when quantity.ContainsKey("x-kubernetes-int-or-string") => quantity.DeepClone(),
        JsonObject map => new JsonObject(map
            .Where(each => !(Checks.Contains(each.Key) && each.Value is JsonValue or JsonArray))
            .Select(each => KeyValuePair.Create(each.Key, WithoutChecks(each.Value)))),
        JsonArray list => new JsonArray([.. list.Select(WithoutChecks)]),
        _ => schema?.DeepClone(),
    };
}
