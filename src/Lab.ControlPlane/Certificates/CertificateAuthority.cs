using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MiniStack.Lab.ControlPlane.Certificates;

/// <summary>
/// A cluster's own authority: keeps <c>ca.crt</c> and <c>ca.key</c> in a directory and issues certificates beside them.
/// Keys are ECDSA P-256: made in a millisecond, where RSA would take a good part of a control plane's start.
/// </summary>
public sealed class CertificateAuthority : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(3650);
    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");
    private static readonly Oid ClientAuthentication = new("1.3.6.1.5.5.7.3.2");

    private readonly string _directory;
    private readonly X509Certificate2 _certificate;

    private CertificateAuthority(string directory, X509Certificate2 certificate)
    {
        _directory = directory;
        _certificate = certificate;
    }

    public CertificateFiles Files => FilesOf("ca");

    /// <summary>Takes up the authority in <paramref name="directory"/>, or founds one there, so that kubeconfigs survive a restart.</summary>
    public static CertificateAuthority LoadOrCreate(string directory)
    {
        PrivateFile.CreateDirectory(directory);
        var certificate = Path.Combine(directory, "ca.crt");
        var key = Path.Combine(directory, "ca.key");
        // The certificate is written last: where it stands, its key does.
        return new(directory, File.Exists(certificate) ? X509Certificate2.CreateFromPemFile(certificate, key) : Create(certificate, key));
    }

    /// <summary>Issues a certificate for a server, good for clients' authentication too, since etcd's peers are both.</summary>
    public CertificateFiles IssueServer(string name, IEnumerable<string> dnsNames, IEnumerable<IPAddress> addresses)
    {
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var dnsName in dnsNames)
        {
            alternatives.AddDnsName(dnsName);
        }

        foreach (var address in addresses)
        {
            alternatives.AddIpAddress(address);
        }

        return Issue(name, Subject(name, null), [ServerAuthentication, ClientAuthentication], alternatives.Build());
    }

    /// <summary>Issues a client's certificate. Kubernetes reads the user from the common name, the group from the organization.</summary>
    public CertificateFiles IssueClient(string name, string user, string? group = null) =>
        Issue(name, Subject(user, group), [ClientAuthentication], null);

    public void Dispose() => _certificate.Dispose();

    private static X509Certificate2 Create(string certificateFile, string keyFile)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(Subject("ministack-ca", null), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign | X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var (from, until) = Validity();
        var certificate = request.CreateSelfSigned(from, until);
        PrivateFile.Write(keyFile, key.ExportECPrivateKeyPem());
        PrivateFile.Write(certificateFile, certificate.ExportCertificatePem());
        return certificate;
    }

    private CertificateFiles Issue(string name, X500DistinguishedName subject, OidCollection usages, X509Extension? alternatives)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(usages, false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_certificate, true, false));
        if (alternatives is not null)
        {
            request.CertificateExtensions.Add(alternatives);
        }

        // A leaf may not outlive its authority, whose last second differs when it was founded earlier.
        var (from, until) = Validity();
        until = until < _certificate.NotAfter ? until : _certificate.NotAfter;
        using var certificate = request.Create(_certificate, from, until, RandomNumberGenerator.GetBytes(16));
        var files = FilesOf(name);
        PrivateFile.Write(files.Key, key.ExportECPrivateKeyPem());
        PrivateFile.Write(files.Certificate, certificate.ExportCertificatePem());
        return files;
    }

    private static X500DistinguishedName Subject(string commonName, string? organization)
    {
        var builder = new X500DistinguishedNameBuilder();
        builder.AddCommonName(commonName);
        if (organization is not null)
        {
            builder.AddOrganizationName(organization);
        }

        return builder.Build();
    }

    // An hour back: a node whose clock lags a little must not refuse what was just issued.
    private static (DateTimeOffset From, DateTimeOffset Until) Validity()
    {
        var now = TimeProvider.System.GetUtcNow();
        return (now.AddHours(-1), now + Lifetime);
    }

    private CertificateFiles FilesOf(string name) =>
        new(Path.Combine(_directory, name + ".crt"), Path.Combine(_directory, name + ".key"));
}
