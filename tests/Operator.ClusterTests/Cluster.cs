using System.Net.Http.Headers;
using System.Reflection;
using System.Text.Json;
using MiniStack.Lab.ControlPlane;
using MiniStack.Operator.ClusterTests;
using MiniStack.Operator.Runtime.Client;

[assembly: AssemblyFixture(typeof(Cluster))]

namespace MiniStack.Operator.ClusterTests;

/// <summary>One control plane with the CRD and the operator's own RBAC, and the operator running against it under its own ServiceAccount.</summary>
public sealed class Cluster : IAsyncLifetime
{
    private const string SystemNamespace = "ministack-system";

    private ControlPlane? _controlPlane;
    private OperatorProcess? _operator;
    private k8s.Kubernetes? _admin;
    private int _namespaces;

    public ControlPlane ControlPlane => _controlPlane!;

    public OperatorProcess Operator => _operator!;

    public static string RepositoryRoot { get; } = Path.GetFullPath(
        typeof(Cluster).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(each => each.Key == "RepositoryRoot").Value!);

    public async ValueTask InitializeAsync()
    {
        _controlPlane = await ControlPlane.StartAsync();
        _admin = new k8s.Kubernetes(ApiClientConfiguration.Load(ControlPlane.AdminKubeconfigPath));
        var crds = ControlPlane.ServerVersion.Minor < 25 ? "config/crds/before-1.25/ministacks.yaml" : "config/crds/ministacks.yaml";
        await KubectlAsync("create", "namespace", SystemNamespace);
        await KubectlAsync("apply", "-f", Path.Combine(RepositoryRoot, crds));
        await KubectlAsync("apply", "-k", Path.Combine(RepositoryRoot, "config/rbac"));
        await KubectlAsync("wait", "--for=condition=Established", "crd/ministacks.ministack.dev", "--timeout=30s");
        var kubeconfig = await ControlPlane.KubeconfigForServiceAccountAsync(SystemNamespace, "ministack-operator");
        _operator = await OperatorProcess.StartAsync(kubeconfig);
    }

    public async ValueTask DisposeAsync()
    {
        if (_operator is not null)
        {
            await _operator.DisposeAsync();
        }

        _admin?.Dispose();
        if (_controlPlane is not null)
        {
            await _controlPlane.DisposeAsync();
        }
    }

    public Task<string> KubectlAsync(params string[] arguments) => ControlPlane.KubectlAsync(arguments);

    /// <summary>A namespace of the calling test alone.</summary>
    public async Task<TestNamespace> CreateNamespaceAsync()
    {
        var name = $"test-{Interlocked.Increment(ref _namespaces)}";
        await KubectlAsync("create", "namespace", name);
        return new TestNamespace(this, name);
    }

    /// <summary>kubectl of these versions cannot patch a subresource.</summary>
    public async Task PatchStatusAsync(string path, string mergePatch)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, new Uri(_admin!.BaseUri, path))
        {
            Content = new StringContent(mergePatch, new MediaTypeHeaderValue("application/merge-patch+json")),
        };
        using var response = await _admin.HttpClient.SendAsync(request);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Reads one object, or null when there is none.</summary>
    public async Task<JsonElement?> FindAsync(string ns, string kind, string name)
    {
        var text = await KubectlAsync("get", kind, name, "-n", ns, "-o", "json", "--ignore-not-found");
        return text.Trim().Length == 0 ? null : JsonDocument.Parse(text).RootElement;
    }
}
