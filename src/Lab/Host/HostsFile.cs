using System.Text;
using k8s.Models;

namespace MiniStack.Lab.Host;

/// <summary>The cluster's DNS names as a hosts file (https://github.com/kubernetes/dns/blob/master/docs/specification.md). Pure.</summary>
internal static class HostsFile
{
    public static string Build(IEnumerable<V1Service> services, IEnumerable<V1Endpoints> endpoints)
    {
        var text = new StringBuilder();
        var endpointsByName = endpoints.ToDictionary(item => (item.Metadata.NamespaceProperty, item.Metadata.Name));
        foreach (var service in services.OrderBy(item => item.Metadata.NamespaceProperty, StringComparer.Ordinal).ThenBy(item => item.Metadata.Name, StringComparer.Ordinal))
        {
            var name = $"{service.Metadata.Name}.{service.Metadata.NamespaceProperty}.svc.cluster.local";
            if (service.Spec.ClusterIP is { Length: > 0 } address && address != "None")
                Add(address, name);
            else if (service.Spec.ClusterIP == "None" && endpointsByName.TryGetValue((service.Metadata.NamespaceProperty, service.Metadata.Name), out var item))
                AddHeadless(name, item);
        }
        return text.ToString();

        // Addresses that are not ready are listed apart, except where the Service publishes them: then they stand among the ready ones.
        void AddHeadless(string name, V1Endpoints item)
        {
            var addresses = (item.Subsets ?? []).SelectMany(subset => subset.Addresses ?? []).ToList();
            foreach (var endpoint in addresses)
            {
                Add(endpoint.Ip, name);
                if (endpoint.Hostname is { Length: > 0 } host)
                    Add(endpoint.Ip, $"{host}.{name}");
            }
        }

        void Add(string address, string name) => text.Append(address).Append(' ').Append(name).Append('\n');
    }
}
