namespace MiniStack.Operator.ClusterTests.Refusals;

/// <summary>An admission webhook that nobody answers for, on writes of one resource in one namespace, until it is disposed.</summary>
internal sealed class DeadWebhook : IAsyncDisposable
{
    private const string Collection = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations";

    private readonly AdminClient _admin;
    private readonly string _name;

    private DeadWebhook(AdminClient admin, string name) => (_admin, _name) = (admin, name);

    /// <summary>As the configuration calls it.</summary>
    public string Name => $"{_name}.example.test";

    /// <param name="resource">In the plural.</param>
    /// <param name="probe">Is to be refused before the webhook counts as there: API servers take a moment to know of one.</param>
    private static async Task<DeadWebhook> CreateAsync(TestNamespace ns, string group, string resource, Func<Task<bool>> probe)
    {
        var admin = ns.Cluster.Admin;
        var webhook = new DeadWebhook(admin, $"dead-{resource}-{ns.Name}");
        await admin.PatchAsync($"/api/v1/namespaces/{ns.Name}", $$$"""{"metadata":{"labels":{"dead":"{{{ns.Name}}}"} } }""");
        await admin.CreateAsync(Collection, $$$"""
            {
              "apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingWebhookConfiguration",
              "metadata": {"name": "{{{webhook._name}}}"},
              "webhooks": [{
                "name": "{{{webhook.Name}}}",
                "rules": [{"apiGroups": ["{{{group}}}"], "apiVersions": ["*"], "operations": ["CREATE", "UPDATE"], "resources": ["{{{resource}}}"]}],
                "clientConfig": {"url": "https://127.0.0.1:1/"},
                "namespaceSelector": {"matchLabels": {"dead": "{{{ns.Name}}}"}},
                "failurePolicy": "Fail", "sideEffects": "None", "admissionReviewVersions": ["v1"], "timeoutSeconds": 2
              }]
            }
            """);
        await Eventually.TrueAsync(probe, () => $"webhook {webhook.Name} refuses nothing");
        return webhook;
    }

    /// <param name="kind">Of <paramref name="resource"/>, with a name of one that may be there.</param>
    public static Task<DeadWebhook> ForbidAsync(TestNamespace ns, string group, string resource, string kind, string name) => CreateAsync(
        ns,
        group,
        resource,
        async () =>
        {
            var admin = ns.Cluster.Admin;
            if (await ns.FindAsync(kind, name) is null)
            {
                using var made = await admin.SendAsync(
                    HttpMethod.Post, admin.PathOf(kind, ns.Name) + "?dryRun=All", """{"metadata":{"name":"probe"}}""");
                return (int)made.StatusCode == 500;
            }

            using var answer = await admin.SendAsync(
                HttpMethod.Patch, admin.PathOf(kind, ns.Name, name) + "?dryRun=All", """{"metadata":{"annotations":{"probe":"1"}}}""", AdminClient.MergePatch);
            return (int)answer.StatusCode == 500;
        });

    public async ValueTask DisposeAsync() => await _admin.DeleteAsync($"{Collection}/{_name}");
}
