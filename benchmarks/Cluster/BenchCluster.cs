using System.Reflection;
using MiniStack.Benchmarks.Measuring;
using MiniStack.Lab.ControlPlane;

namespace MiniStack.Benchmarks.Cluster;

/// <summary>A control plane of its own with the CRD and the operator's RBAC; no operator runs yet.</summary>
internal sealed class BenchCluster : IAsyncDisposable
{
    public const string OperatorUser = $"system:serviceaccount:{SystemNamespace}:ministack-operator";
    public const string SystemNamespace = "ministack-system";

    private BenchCluster(ControlPlane controlPlane, string operatorKubeconfig)
    {
        ControlPlane = controlPlane;
        OperatorKubeconfig = operatorKubeconfig;
        Admin = new RawClient(controlPlane.AdminKubeconfigPath);
    }

    public ControlPlane ControlPlane { get; }

    /// <summary>May do everything, and is of the group that priority and fairness exempts.</summary>
    public RawClient Admin { get; }

    /// <summary>The kubeconfig of the operator's own ServiceAccount.</summary>
    public string OperatorKubeconfig { get; }

    /// <summary>The operator's requests.</summary>
    /// <exception cref="InvalidOperationException">No audit log was asked for.</exception>
    public AuditLog Audit => new(
        ControlPlane.AuditLogPath ?? throw new InvalidOperationException("The control plane keeps no audit log."), OperatorUser);

    public static string RepositoryRoot { get; } = Path.GetFullPath(
        typeof(BenchCluster).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(each => each.Key == "RepositoryRoot").Value!);

    public static async Task<BenchCluster> StartAsync(ControlPlaneOptions options, CancellationToken cancellationToken)
    {
        var controlPlane = await ControlPlane.StartAsync(options, cancellationToken);
        try
        {
            var crds = controlPlane.ServerVersion.IsAtLeast(1, 29) ? "config/crds/ministacks.yaml" : "config/crds/before-1.29/ministacks.yaml";
            await controlPlane.KubectlAsync("create", "namespace", SystemNamespace);
            await controlPlane.KubectlAsync("apply", "-f", Path.Combine(RepositoryRoot, crds));
            await controlPlane.KubectlAsync("apply", "-k", Path.Combine(RepositoryRoot, "config/rbac"));
            await controlPlane.KubectlAsync("wait", "--for=condition=Established", "crd/ministacks.ministack.dev", "--timeout=30s");
            var kubeconfig = await controlPlane.KubeconfigForServiceAccountAsync(SystemNamespace, "ministack-operator", cancellationToken);
            return new BenchCluster(controlPlane, kubeconfig);
        }
        catch
        {
            await controlPlane.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        await ControlPlane.DisposeAsync();
    }
}
