using System.Net;
using System.Numerics;
using System.Security.Cryptography;

namespace MiniStack.Lab.ControlPlane.Certificates;

/// <summary>
/// Everything that the parts of one cluster know each other by. The authority and the service-account key are kept from start
/// to start; the rest is issued anew each time, so that a changed address or range is never refused by an old certificate.
/// </summary>
public sealed class ClusterCertificates
{
    private readonly string _directory;

    private ClusterCertificates(
        string directory, string authority, CertificateFiles apiServer, CertificateFiles etcd, CertificateFiles kubeletClient, CertificateFiles admin, CertificateFiles controllerManager)
    {
        _directory = directory;
        Authority = authority;
        ApiServer = apiServer;
        Etcd = etcd;
        KubeletClient = kubeletClient;
        Admin = admin;
        ControllerManager = controllerManager;
    }

    /// <summary>Path of the authority's certificate.</summary>
    public string Authority { get; }

    /// <summary>Path of the authority's key, with which the controller-manager signs.</summary>
    public string AuthorityKey => Path.Combine(_directory, "ca.key");

    public CertificateFiles ApiServer { get; }

    /// <summary>Serves etcd's clients and peers, and is the API server's client certificate towards it.</summary>
    public CertificateFiles Etcd { get; }

    /// <summary>The API server's client certificate towards kubelets.</summary>
    public CertificateFiles KubeletClient { get; }

    /// <summary>In <c>system:masters</c>: may do everything.</summary>
    public CertificateFiles Admin { get; }

    public CertificateFiles ControllerManager { get; }

    /// <summary>Path of the key that signs service-account tokens; the API server reads the public half from it too.</summary>
    public string ServiceAccountKey => Path.Combine(_directory, "service-account.key");

    /// <param name="directory">Where the PEM files are kept; created for its owner alone.</param>
    /// <param name="addresses">Where the API server and etcd are reached, besides loopback.</param>
    /// <param name="serviceRange">The Services' range; its first address is the <c>kubernetes</c> Service's.</param>
    public static ClusterCertificates Ensure(string directory, IEnumerable<IPAddress> addresses, IPNetwork serviceRange)
    {
        using var authority = CertificateAuthority.LoadOrCreate(directory);
        IPAddress[] reached = [IPAddress.Loopback, .. addresses];
        var certificates = new ClusterCertificates(
            directory,
            authority.Files.Certificate,
            authority.IssueServer(
                "kube-apiserver",
                ["localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local"],
                [.. reached, FirstAddress(serviceRange)]),
            authority.IssueServer("etcd", ["localhost"], reached),
            authority.IssueClient("kube-apiserver-kubelet-client", "kube-apiserver-kubelet-client", "system:masters"),
            authority.IssueClient("admin", "kubernetes-admin", "system:masters"),
            authority.IssueClient("kube-controller-manager", "system:kube-controller-manager"));
        if (!File.Exists(certificates.ServiceAccountKey))
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            PrivateFile.Write(certificates.ServiceAccountKey, key.ExportECPrivateKeyPem());
        }

        return certificates;
    }

    /// <summary>Issues one more client certificate by the same authority, such as <c>system:kube-scheduler</c>'s.</summary>
    public CertificateFiles IssueClient(string name, string user, string? group = null)
    {
        using var authority = CertificateAuthority.LoadOrCreate(_directory);
        return authority.IssueClient(name, user, group);
    }

    /// <summary>Issues one more server certificate by the same authority, such as a kubelet's.</summary>
    public CertificateFiles IssueServer(string name, IEnumerable<string> dnsNames, IEnumerable<IPAddress> addresses)
    {
        using var authority = CertificateAuthority.LoadOrCreate(_directory);
        return authority.IssueServer(name, dnsNames, addresses);
    }

    private static IPAddress FirstAddress(IPNetwork range)
    {
        var bytes = range.BaseAddress.GetAddressBytes();
        var first = new BigInteger(bytes, isUnsigned: true, isBigEndian: true) + 1;
        return new(first.ToByteArray(isUnsigned: true, isBigEndian: true));
    }
}
