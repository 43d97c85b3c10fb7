using System.Reflection;
using System.Text.Json;
using MiniStack.Lab.ControlPlane;
using MiniStack.Operator.ClusterTests;

[assembly: AssemblyFixture(typeof(Cluster))]

namespace MiniStack.Operator.ClusterTests;

/// <summary>
/// One control plane with the CRD and the operator's own RBAC, and the operator running against it under its own ServiceAccount.
/// The assembly has one for all tests that share; a test that needs the cluster to itself starts another.
/// </summary>
public sealed class Cluster : IAsyncLifetime
{
    public const string OperatorUser = "system:serviceaccount:ministack-system:ministack-operator";

    private const string SystemNamespace = "ministack-system";

    private ControlPlane? _controlPlane;
    private OperatorProcess? _operator;
    private AdminClient? _admin;
    private int _namespaces;

    /// <summary>Record every request, for <see cref="AuditedRequest.Read"/>.</summary>
    public bool HasAuditLog { get; init; }

    /// <summary>Group versions that the API server does not serve: see <see cref="ControlPlaneOptions.RuntimeConfig"/>.</summary>
    public string? RuntimeConfig { get; init; }

    /// <summary>False leaves it to the test to start the operator, by <see cref="StartOperatorAsync"/>.</summary>
    public bool StartsOperator { get; init; } = true;

    public ControlPlane ControlPlane => _controlPlane!;

    public AdminClient Admin => _admin!;

    public OperatorProcess Operator => _operator ?? throw new InvalidOperationException("No operator was started.");

    /// <summary>The kubeconfig of the operator's own ServiceAccount.</summary>
    public string OperatorKubeconfig { get; private set; } = "";

    public static string RepositoryRoot { get; } = Path.GetFullPath(
        typeof(Cluster).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(each => each.Key == "RepositoryRoot").Value!);

    public async ValueTask InitializeAsync()
    {
        _controlPlane = await ControlPlane.StartAsync(new ControlPlaneOptions { AuditLog = HasAuditLog, RuntimeConfig = RuntimeConfig });
        _admin = new AdminClient(ControlPlane.AdminKubeconfigPath, ControlPlane.ServerVersion);
        var crds = ControlPlane.ServerVersion.IsAtLeast(1, 29) ? "config/crds/ministacks.yaml" : "config/crds/before-1.29/ministacks.yaml";
        await KubectlAsync("create", "namespace", SystemNamespace);
        await KubectlAsync("apply", "-f", Path.Combine(RepositoryRoot, crds));
        await KubectlAsync("apply", "-k", Path.Combine(RepositoryRoot, "config/rbac"));
        await KubectlAsync("wait", "--for=condition=Established", "crd/ministacks.ministack.dev", "--timeout=30s");
        OperatorKubeconfig = await ControlPlane.KubeconfigForServiceAccountAsync(SystemNamespace, "ministack-operator");
        if (StartsOperator)
        {
            await StartOperatorAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopOperatorAsync();
        _admin?.Dispose();
        if (_controlPlane is not null)
        {
            await _controlPlane.DisposeAsync();
        }
    }

    /// <summary>Starts the operator.</summary>
    /// <param name="program">Another build than the tested one.</param>
    /// <param name="awaitsReady">False for one that is not to get ready.</param>
    public async Task<OperatorProcess> StartOperatorAsync(string? program = null, bool awaitsReady = true) =>
        _operator = await OperatorProcess.StartAsync(OperatorKubeconfig, program, awaitsReady: awaitsReady);

    /// <summary>Stops the operator in good order, if there is one.</summary>
    public async Task StopOperatorAsync()
    {
        if (_operator is not null)
        {
            await _operator.DisposeAsync();
            _operator = null;
        }
    }

    /// <summary>SIGKILL: what was under way is left as it is.</summary>
    public async Task KillOperatorAsync()
    {
        await Operator.KillAsync();
        await StopOperatorAsync();
    }

    public Task<string> KubectlAsync(params string[] arguments) => ControlPlane.KubectlAsync(arguments);

    /// <summary>A namespace of the calling test alone.</summary>
    public async Task<TestNamespace> CreateNamespaceAsync(string labels = "{}")
    {
        var name = $"test-{Interlocked.Increment(ref _namespaces)}";
        await Admin.CreateAsync("/api/v1/namespaces", $$$"""{"metadata":{"name":"{{{name}}}","labels":{{{labels}}} } }""");
        return new TestNamespace(this, name);
    }

    /// <summary>Reads one object, or null when there is none.</summary>
    public Task<JsonElement?> FindAsync(string ns, string kind, string name) => Admin.FindAsync(Admin.PathOf(kind, ns, name));
}
