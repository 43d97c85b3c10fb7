using System.Net;
using System.Security.Cryptography.X509Certificates;
using MiniStack.Lab.ControlPlane.Certificates;

namespace MiniStack.Lab.ControlPlane.Tests.Certificates;

public sealed class ClusterCertificatesTests : IDisposable
{
    private static readonly IPNetwork ServiceRange = IPNetwork.Parse("203.0.113.0/24");

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Every_certificate_comes_from_the_authority()
    {
        var certificates = Ensure();

        using var authority = X509CertificateLoader.LoadCertificateFromFile(certificates.Authority);
        foreach (var files in (CertificateFiles[])[certificates.ApiServer, certificates.Etcd, certificates.Admin, certificates.KubeletClient, certificates.ControllerManager])
        {
            using var certificate = X509Certificate2.CreateFromPemFile(files.Certificate, files.Key);
            Assert.True(ChainsTo(authority, certificate), files.Certificate);
        }
    }

    [Fact]
    public void Another_clusters_certificate_is_not_trusted()
    {
        using var other = new TemporaryDirectory();
        var foreign = ClusterCertificates.Ensure(other.Path, [], ServiceRange);
        using var authority = X509CertificateLoader.LoadCertificateFromFile(Ensure().Authority);
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(foreign.Admin.Certificate);

        Assert.False(ChainsTo(authority, certificate));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("198.51.100.2")]
    [InlineData("203.0.113.1")]
    [InlineData("kubernetes.default.svc")]
    public void The_api_server_is_known_by_every_name_it_is_reached_by(string name)
    {
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(Ensure(IPAddress.Parse("198.51.100.2")).ApiServer.Certificate);

        Assert.True(certificate.MatchesHostname(name));
    }

    [Fact]
    public void Users_and_groups_are_those_that_kubernetes_binds_roles_to()
    {
        var certificates = Ensure();

        Assert.Equal("CN=kubernetes-admin, O=system:masters", Subject(certificates.Admin));
        Assert.Equal("CN=system:kube-controller-manager", Subject(certificates.ControllerManager));
        Assert.Equal("CN=system:node:one, O=system:nodes", Subject(certificates.IssueClient("kubelet", "system:node:one", "system:nodes")));
    }

    [Fact]
    public void Authority_and_service_account_key_survive_a_restart()
    {
        var first = Ensure();
        var (authority, key) = (File.ReadAllText(first.Authority), File.ReadAllText(first.ServiceAccountKey));

        var second = Ensure(IPAddress.Parse("198.51.100.6"));

        Assert.Equal(authority, File.ReadAllText(second.Authority));
        Assert.Equal(key, File.ReadAllText(second.ServiceAccountKey));
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(second.ApiServer.Certificate);
        Assert.True(certificate.MatchesHostname("198.51.100.6"));
    }

    [Fact]
    public void Keys_are_readable_by_their_owner_alone()
    {
        Ensure();

        Assert.All(Directory.GetFiles(_directory.Path), file =>
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
    }

    private ClusterCertificates Ensure(params IPAddress[] addresses) => ClusterCertificates.Ensure(_directory.Path, addresses, ServiceRange);

    private static string Subject(CertificateFiles files)
    {
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(files.Certificate);
        return certificate.Subject;
    }

    private static bool ChainsTo(X509Certificate2 authority, X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        return chain.Build(certificate);
    }
}
