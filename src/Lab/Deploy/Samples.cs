using MiniStack.Lab.Kind;
using MiniStack.Lab.Providers;

namespace MiniStack.Lab.Deploy;

public static class Samples
{
    /// <summary>What <c>kubectl apply</c> takes for the sample: the plain file, or its overlay where the provider needs one.</summary>
    public static IReadOnlyList<string> ApplyArguments(string repositoryDirectory, ProviderKind provider)
    {
        var samples = Path.Combine(repositoryDirectory, "config", "samples");
        var overlay = Path.Combine(samples, "overlays", ProviderChoice.NameOf(provider));
        return Directory.Exists(overlay) ? ["-k", overlay] : ["-f", Path.Combine(samples, "demo.yaml")];
    }

    /// <summary>How the sample's API is asked from this machine.</summary>
    /// <param name="kubectl">The command that calls kubectl on the cluster.</param>
    /// <param name="service">The API's Service.</param>
    /// <param name="kindConfig">The configuration that kind made the cluster with, or null where kind did not make it.</param>
    public static string ReachCommand(string kubectl, string service, string? kindConfig)
    {
        const int port = 8000;
        var ask = $"curl localhost:{port}/health";
        // The node holds the port then: kubectl could not listen on it as well, at most on IPv6's loopback address.
        return kindConfig is not null && KindConfig.Parse(kindConfig).HostPorts.Contains(port)
            ? ask
            : $"{kubectl} port-forward service/{service} {port}     # then: {ask}";
    }
}
