using System.Security.Cryptography;

namespace MiniStack.Lab.Host;

/// <summary>Asks from the host whether the cluster is ready to be used.</summary>
internal sealed class NodeProbe : IDisposable
{
    private readonly ApiClient _api;
    private readonly NetworkSlice _slice;

    private NodeProbe(ApiClient api, NetworkSlice slice)
    {
        _api = api;
        _slice = slice;
    }

    /// <summary>Null as long as there are no certificates.</summary>
    public static NodeProbe? TryCreate(HostCluster cluster, NetworkSlice slice)
    {
        try
        {
            return new(new ApiClient(NodeInit.ApiServerUrl(slice), cluster.AuthorityCertificate, cluster.AdminCertificate.Certificate, cluster.AdminCertificate.Key), slice);
        }
        catch (Exception e) when (e is IOException or CryptographicException)
        {
            // Not there yet, or a new certificate beside an old key.
            return null;
        }
    }

    public Task<bool> IsApiReadyAsync(CancellationToken cancellationToken) => _api.IsReadyAsync(cancellationToken);

    /// <summary>What is not there yet, in a few words, or null.</summary>
    public async Task<string?> FindMissingAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (!await _api.IsReadyAsync(cancellationToken).ConfigureAwait(false))
                return "the API server";
            var nodes = await _api.GetAsync(Resources.Nodes.Collection(null), ApiJson.Default.V1NodeList, cancellationToken).ConfigureAwait(false);
            if (!nodes.Items.Any(node => node.Status.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) == true))
                return "the node to become Ready";
            // Without it no pod can be made.
            var accounts = await _api.GetAsync(Resources.ServiceAccounts.Collection("default"), ApiJson.Default.V1ServiceAccountList, cancellationToken).ConfigureAwait(false);
            if (!accounts.Items.Any(account => account.Metadata.Name == "default"))
                return "the default ServiceAccount";
            var classes = await _api.GetAsync(Resources.StorageClasses.Collection(null), ApiJson.Default.V1StorageClassList, cancellationToken).ConfigureAwait(false);
            if (!classes.Items.Any(item => item.Metadata.Name == Addons.StorageClassName))
                return "the default StorageClass";
            // Through the Service's address: that takes kube-proxy's rules, the resolver and its file.
            var address = await DnsQuery.ResolveAsync(_slice.DnsServiceAddress, "kubernetes.default.svc.cluster.local", cancellationToken).ConfigureAwait(false);
            return address?.ToString() == _slice.ApiServiceAddress ? null : "DNS";
        }
        catch (Exception e) when (ApiClient.IsTransient(e, cancellationToken))
        {
            return "the API server";
        }
    }

    public void Dispose() => _api.Dispose();
}
