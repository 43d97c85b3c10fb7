using MiniStack.Lab.ControlPlane.Processes;

namespace MiniStack.Operator.ClusterTests.Crd;

/// <summary>What the operator's ServiceAccount may do, and what people may, asked of the API server.</summary>
public sealed class RbacTests(CrdCluster cluster) : IClassFixture<CrdCluster>, IAsyncLifetime
{
    private const string Operator = "--as=system:serviceaccount:ministack-system:ministack-operator";

    /// <summary>The API server learns of a role it has just stored through a watch of its own; until then every answer is no.</summary>
    public async ValueTask InitializeAsync()
    {
        var deadline = DateTime.UtcNow.AddSeconds(60);
        while (await CanAsync("watch", "ministacks.ministack.dev", "") != "yes")
        {
            Assert.True(DateTime.UtcNow < deadline, "The API server does not know the operator's role.");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("admin", "delete", "ministacks.ministack.dev", "", "yes")]
    [InlineData("edit", "create", "ministacks.ministack.dev", "", "yes")]
    [InlineData("edit", "patch", "ministacks.ministack.dev", "scale", "yes")]
    [InlineData("edit", "get", "ministacks.ministack.dev", "status", "yes")]
    [InlineData("edit", "patch", "ministacks.ministack.dev", "status", "no")]
    [InlineData("view", "watch", "ministacks.ministack.dev", "", "yes")]
    [InlineData("view", "get", "ministacks.ministack.dev", "scale", "yes")]
    [InlineData("view", "create", "ministacks.ministack.dev", "", "no")]
    [InlineData("view", "patch", "ministacks.ministack.dev", "scale", "no")]
    [InlineData("view", "get", "secrets", "", "no")]
    public async Task People_may_by_the_roles_that_they_have(string role, string verb, string resource, string subresource, string answer)
    {
        await cluster.ControlPlane.KubectlAsync(
            ["apply", "-f", "-"],
            $$"""
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: {{role}}, namespace: default}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: {{role}}}
            subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: some-{{role}}}]
            """);

        // The roles are put together by a controller, and both are learnt through watches.
        await Eventually.TrueAsync(
            async () => await CanAsync(verb, resource, subresource, $"--as=some-{role}") == answer && await CanAsync("get", "pods", "", $"--as=some-{role}") == "yes",
            () => $"{role} is not told {answer} to {verb} {resource}/{subresource}");
    }

    /// <summary>Whoever may edit a namespace gets nothing more by a MiniStack: a pod of any image, and every Secret.</summary>
    [Theory]
    [InlineData("create", "pods")]
    [InlineData("get", "secrets")]
    [InlineData("create", "deployments.apps")]
    [InlineData("create", "services")]
    [InlineData("create", "ingresses.networking.k8s.io")]
    [InlineData("create", "persistentvolumeclaims")]
    [InlineData("delete", "persistentvolumeclaims")]
    public Task Edit_has_what_a_stack_gives(string verb, string resource) => People_may_by_the_roles_that_they_have("edit", verb, resource, "", "yes");

    [Theory]
    [InlineData("watch", "ministacks.ministack.dev")]
    [InlineData("patch", "ministacks.ministack.dev", "status")]
    [InlineData("patch", "ministacks.ministack.dev")]
    [InlineData("update", "ministacks.ministack.dev", "finalizers")]
    [InlineData("get", "ministacks.ministack.dev")]
    [InlineData("get", "namespaces")]
    [InlineData("create", "events")]
    [InlineData("patch", "deployments.apps")]
    [InlineData("create", "statefulsets.apps")]
    [InlineData("create", "secrets")]
    [InlineData("watch", "persistentvolumeclaims")]
    [InlineData("patch", "networkpolicies.networking.k8s.io")]
    [InlineData("delete", "persistentvolumeclaims")]
    [InlineData("create", "jobs.batch")]
    [InlineData("delete", "poddisruptionbudgets.policy")]
    [InlineData("list", "pods")]
    [InlineData("get", "pods", "log")]
    public async Task May(string verb, string resource, string subresource = "") =>
        Assert.Equal("yes", await CanAsync(verb, resource, subresource));

    [Theory]
    [InlineData("delete", "configmaps")]
    [InlineData("delete", "services")]
    [InlineData("delete", "networkpolicies.networking.k8s.io")]
    [InlineData("delete", "ministacks.ministack.dev")]
    [InlineData("list", "namespaces")]
    [InlineData("get", "nodes")]
    [InlineData("get", "pods")]
    [InlineData("watch", "pods")]
    [InlineData("create", "pods")]
    [InlineData("create", "pods", "exec")]
    [InlineData("create", "rolebindings.rbac.authorization.k8s.io")]
    [InlineData("create", "leases.coordination.k8s.io")]
    public async Task May_not(string verb, string resource, string subresource = "") =>
        Assert.Equal("no", await CanAsync(verb, resource, subresource));

    [Fact]
    public async Task May_list_nodes_where_somebody_gives_it_the_right()
    {
        var role = Path.Combine(CrdCluster.Config, "rbac", "nodes");
        await cluster.ControlPlane.KubectlAsync("apply", "-k", role);
        await Eventually.TrueAsync(async () => await CanAsync("list", "nodes", "") == "yes", () => "it may not");
        await cluster.ControlPlane.KubectlAsync("delete", "-k", role);
        await Eventually.TrueAsync(async () => await CanAsync("list", "nodes", "") == "no", () => "it may still");
    }

    private async Task<string> CanAsync(string verb, string resource, string subresource, string who = Operator)
    {
        try
        {
            return (await cluster.ControlPlane.KubectlAsync("auth", "can-i", verb, resource, $"--subresource={subresource}", "-n", "default", who)).Trim();
        }
        catch (ProcessFailedException e) when (e.Message.TrimEnd() is var said
            && (said.EndsWith("no", StringComparison.Ordinal) || said.EndsWith("is not namespace scoped", StringComparison.Ordinal)))
        {
            return "no";
        }
    }
}
