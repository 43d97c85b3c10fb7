namespace MiniStack.Operator.ClusterTests.Rest;

/// <summary>A cluster of its own with an audit log and a kubelet for every namespace.</summary>
public sealed class AuditedCluster : IAsyncLifetime
{
    private Kubelet? _kubelet;

    public Kubelet Kubelet => _kubelet!;

    public Cluster Cluster { get; } = new() { HasAuditLog = true };

    public async ValueTask InitializeAsync()
    {
        await Cluster.InitializeAsync();
        _kubelet = Kubelet.Start(Cluster.Admin);
    }

    public async ValueTask DisposeAsync()
    {
        if (_kubelet is not null)
        {
            await _kubelet.DisposeAsync();
        }

        await Cluster.DisposeAsync();
    }

    /// <summary>The operator's requests from a position in the log on.</summary>
    public IReadOnlyList<AuditedRequest> Requests(long from = 0) => AuditedRequest.Read(Cluster.ControlPlane.AuditLogPath!, Cluster.OperatorUser, from);

    /// <summary>Where the log ends now.</summary>
    public long Position => new FileInfo(Cluster.ControlPlane.AuditLogPath!).Length;
}
