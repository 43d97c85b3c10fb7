using System.Text.Json;
using k8s.Models;
using MiniStack.Operator.Runtime.Client;

namespace MiniStack.Operator.Runtime.LeaderElection;

/// <summary>
/// One Lease at the API server. Every write names the version that it builds on, so one that was given up and arrives late changes nothing:
/// by then it is either refused or was the last.
/// </summary>
internal sealed class LeaseStore(ApiClient client, LeaderElectionSettings settings)
{
    private static readonly ResourceType<V1Lease> Type = new("coordination.k8s.io", "v1", "Lease", "leases", LeaseJson.Default.V1Lease);

    private readonly ObjectKey _key = new(settings.Namespace, settings.Name);

    public async Task<LeaseVersion?> ReadAsync(CancellationToken cancellationToken) =>
        await client.GetAsync(Type, _key, cancellationToken) is { } lease ? Version(lease) : null;

    /// <exception cref="ApiException">A conflict when somebody else was faster.</exception>
    public async Task<LeaseVersion> CreateAsync(LeaseRecord record, CancellationToken cancellationToken)
    {
        var lease = new V1Lease
        {
            Metadata = new V1ObjectMeta { Name = _key.Name, NamespaceProperty = _key.Namespace },
            Spec = record.ToSpec(),
        };
        return Version(await client.CreateAsync(Type, lease, settings.Name, cancellationToken));
    }

    /// <exception cref="ApiException">A conflict when it no longer is the version seen.</exception>
    public async Task<LeaseVersion> UpdateAsync(LeaseVersion seen, LeaseRecord record, CancellationToken cancellationToken)
    {
        var patch = new V1Lease { Metadata = new V1ObjectMeta { ResourceVersion = seen.ResourceVersion }, Spec = record.ToSpec() };
        var body = JsonSerializer.SerializeToUtf8Bytes(patch, LeaseJson.Default.V1Lease);
        return Version(await client.MergePatchAsync(Type, _key, body, settings.Name, cancellationToken));
    }

    private LeaseVersion Version(V1Lease lease) =>
        new(LeaseRecord.From(lease.Spec, settings.LeaseDuration), lease.Metadata.ResourceVersion);
}
