using System.Diagnostics;
using MiniStack.Lab.ControlPlane.Processes;

namespace MiniStack.Lab.ControlPlane.Tests;

/// <summary>What a control plane can do once it runs; one serves all of these.</summary>
public sealed class ControlPlaneTests(ControlPlaneTests.SharedCluster shared) : IClassFixture<ControlPlaneTests.SharedCluster>
{
    private ControlPlane Cluster => shared.ControlPlane;

    [Fact]
    public async Task Namespace_created_by_kubectl_exists()
    {
        await Cluster.KubectlAsync("create", "namespace", "shop");

        Assert.Equal("Active", await Cluster.KubectlAsync("get", "namespace", "shop", "-o", "jsonpath={.status.phase}"));
    }

    [Fact]
    public async Task Controllers_work()
    {
        await Cluster.KubectlAsync("create", "deployment", "web", "--image=localhost/none:1");
        // A Deployment's pod takes the deployment, replica set and service account controllers; its end takes the garbage collector.
        await UntilAsync(async () => await CountPodsAsync() == 1, "the deployment has a pod");
        await Cluster.KubectlAsync("delete", "deployment", "web");

        await UntilAsync(async () => await CountPodsAsync() == 0, "the pod is collected");
    }

    [Fact]
    public async Task Service_account_may_do_what_its_role_grants_and_nothing_else()
    {
        await Cluster.KubectlAsync("create", "serviceaccount", "reader");
        await Cluster.KubectlAsync("create", "role", "reader", "--verb=get,list", "--resource=configmaps");
        await Cluster.KubectlAsync("create", "rolebinding", "reader", "--role=reader", "--serviceaccount=default:reader");

        var asReader = "--kubeconfig=" + await Cluster.KubeconfigForServiceAccountAsync("default", "reader");

        Assert.Contains("kube-root-ca.crt", await Cluster.KubectlAsync("get", "configmaps", asReader), StringComparison.Ordinal);
        var refusal = await Assert.ThrowsAsync<ProcessFailedException>(() => Cluster.KubectlAsync("get", "secrets", asReader));
        Assert.Contains("system:serviceaccount:default:reader", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Forbidden", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_for_an_account_that_does_not_exist_is_refused_by_name()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => Cluster.KubeconfigForServiceAccountAsync("default", "ghost"));

        Assert.Contains("ghost", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Audit_log_tells_who_asked_for_what_and_no_secret()
    {
        await Cluster.KubectlAsync("create", "secret", "generic", "one", "--from-literal=password=never-in-a-log");

        var log = await File.ReadAllTextAsync(Cluster.AuditLogPath!);
        Assert.Contains("\"verb\":\"create\",\"user\":{\"username\":\"kubernetes-admin\"", log, StringComparison.Ordinal);
        Assert.DoesNotContain("never-in-a-log", log, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String("never-in-a-log"u8), log, StringComparison.Ordinal);
    }

    // A Kubernetes built with a Go much newer than it knows takes "" for null, unless its source is mended.
    [Fact]
    public async Task Empty_string_is_a_string()
    {
        await Cluster.KubectlAsync(["apply", "-f", "-"], """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: notes.example.org}
            spec:
              group: example.org
              names: {kind: Note, plural: notes}
              scope: Namespaced
              versions:
              - name: v1
                served: true
                storage: true
                schema:
                  openAPIV3Schema: {type: object, properties: {text: {type: string}}}
            """);
        await Cluster.KubectlAsync("wait", "--for=condition=Established", "crd/notes.example.org", "--timeout=60s");

        await Cluster.KubectlAsync(["create", "-f", "-"], """
            {"apiVersion": "example.org/v1", "kind": "Note", "metadata": {"name": "empty"}, "text": ""}
            """);

        Assert.Equal("\"\"", (await Cluster.KubectlAsync("get", "note", "empty", "-o", "json")).Split("\"text\": ")[1].Split('\n')[0].TrimEnd(','));
    }

    private async Task<int> CountPodsAsync() =>
        (await Cluster.KubectlAsync("get", "pods", "-o", "name")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;

    private static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), $"Not within 60 s: {what}");
            await Task.Delay(100);
        }
    }

    public sealed class SharedCluster : IAsyncLifetime
    {
        public ControlPlane ControlPlane { get; private set; } = null!;

        public async ValueTask InitializeAsync() => ControlPlane = await ControlPlane.StartAsync(new() { AuditLog = true });

        public async ValueTask DisposeAsync() => await ControlPlane.DisposeAsync();
    }
}
