using System.Security.Cryptography.X509Certificates;
using System.Text;
using k8s;
using k8s.Exceptions;

namespace MiniStack.Operator.Runtime.Client;

/// <summary>
/// The connection to the API server. KubernetesClient's own <c>Kubernetes</c> would do too, but brings a method and a model for every
/// kind there is, which a native program starts with and keeps in memory.
/// </summary>
internal static class ApiHandler
{
    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(15);

    /// <exception cref="KubeConfigException">A client certificate without its key.</exception>
    public static SocketsHttpHandler Create(KubernetesClientConfiguration configuration)
    {
        var handler = new SocketsHttpHandler
        {
            // A peer that vanished without closing is noticed in 45 s, not when the watch ends.
            KeepAlivePingDelay = PingEvery,
            KeepAlivePingTimeout = PingTimeout,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            EnableMultipleHttp2Connections = true,
        };
        var tls = handler.SslOptions;
        if (configuration.SkipTlsVerify)
        {
            tls.RemoteCertificateValidationCallback = (_, _, _, _) => configuration.SkipTlsVerify;
        }
        else if (configuration.SslCaCerts is { } roots)
        {
            tls.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            tls.CertificateChainPolicy.CustomTrustStore.AddRange(roots);
        }

        if (ClientCertificate(configuration) is { } certificate)
        {
            // Servers name the authorities that they take, and the platform would pick none where that is not the direct issuer.
            tls.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate;
        }

        return handler;
    }

    private static X509Certificate2? ClientCertificate(KubernetesClientConfiguration configuration)
    {
        var certificate = Pem(configuration.ClientCertificateFilePath, configuration.ClientCertificateData);
        var key = Pem(configuration.ClientKeyFilePath, configuration.ClientCertificateKeyData);
        return (certificate, key) switch
        {
            (null, _) => null,
            (_, null) => throw new KubeConfigException("The client certificate has no key."),
            _ => X509Certificate2.CreateFromPem(certificate, key),
        };
    }

    private static string? Pem(string? file, string? base64) =>
        !string.IsNullOrWhiteSpace(file) ? File.ReadAllText(file)
        : !string.IsNullOrWhiteSpace(base64) ? Encoding.UTF8.GetString(Convert.FromBase64String(base64))
        : null;
}
