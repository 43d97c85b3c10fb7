using System.Security.Cryptography.X509Certificates;
using k8s;

namespace MiniStack.Operator.Runtime.Client;

/// <summary>Finds the cluster: an explicit kubeconfig, else the pod's own ServiceAccount, else the user's kubeconfig.</summary>
public static class ApiClientConfiguration
{
    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(15);

    /// <param name="kubeconfig">A path, or null to look in the usual places.</param>
    /// <param name="context">Of the kubeconfig; null for its current one.</param>
    /// <exception cref="k8s.Exceptions.KubeConfigException">The file is missing or not a kubeconfig.</exception>
    public static KubernetesClientConfiguration Load(string? kubeconfig, string? context = null)
    {
        var configuration = kubeconfig is null && context is null && KubernetesClientConfiguration.IsInCluster()
            ? KubernetesClientConfiguration.InClusterConfig()
            : KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig, context);
        return Harden(configuration);
    }

    private static KubernetesClientConfiguration Harden(KubernetesClientConfiguration configuration)
    {
        // Watches last for minutes; every other request carries its own deadline.
        configuration.HttpClientTimeout = Timeout.InfiniteTimeSpan;

        // The library's own callback for a custom CA lets a name mismatch pass beside a chain error.
        // Given as a chain policy instead, the platform checks chain and name both.
        var roots = configuration.SkipTlsVerify ? null : configuration.SslCaCerts;
        if (roots is not null)
        {
            configuration.SslCaCerts = null;
        }

        configuration.FirstMessageHandlerSetup = handler =>
        {
            // A peer that vanished without closing is noticed in 45 s, not when the watch ends.
            handler.KeepAlivePingDelay = PingEvery;
            handler.KeepAlivePingTimeout = PingTimeout;
            handler.KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests;
            handler.EnableMultipleHttp2Connections = true;
            if (roots is not null)
            {
                var policy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    RevocationMode = X509RevocationMode.NoCheck,
                };
                policy.CustomTrustStore.AddRange(roots);
                handler.SslOptions.CertificateChainPolicy = policy;
            }
        };
        return configuration;
    }
}
