using MiniStack.ApiPaths;

namespace MiniStack.Lab.Host;

/// <summary>Keeps dnsmasq's hosts file what Services and Endpoints say.</summary>
internal sealed class ClusterDns(ApiClient api, string hostsFile, Action reload)
{
    private static readonly ApiPath Services = Resources.Services.Collection(null);
    private static readonly ApiPath Endpoints = Resources.Endpoints.Collection(null);

    private string _written = "";

    public Task RunAsync(CancellationToken cancellationToken) =>
        new ApiWatcher("cluster-dns", api, [Services, Endpoints]).RunAsync(ReconcileAsync, cancellationToken);

    private async Task ReconcileAsync(CancellationToken cancellationToken)
    {
        var services = await api.GetAsync(Services, ApiJson.Default.V1ServiceList, cancellationToken).ConfigureAwait(false);
        var endpoints = await api.GetAsync(Endpoints, ApiJson.Default.V1EndpointsList, cancellationToken).ConfigureAwait(false);
        var text = HostsFile.Build(services.Items, endpoints.Items);
        if (text == _written)
            return;
        // dnsmasq may read at any moment: it must never see half a file.
        await File.WriteAllTextAsync(hostsFile + ".new", text, cancellationToken).ConfigureAwait(false);
        File.Move(hostsFile + ".new", hostsFile, overwrite: true);
        reload();
        _written = text;
    }
}
