using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using MiniStack.ApiPaths;
using MiniStack.Lab.ControlPlane.Certificates;

namespace MiniStack.Lab.ControlPlane;

/// <summary>The few requests that starting a cluster takes, with a client certificate and the cluster's own authority.</summary>
public sealed class ClusterClient : IDisposable
{
    private static readonly ApiResource ServiceAccounts = new("", "v1", "serviceaccounts");

    private readonly HttpClient _http;
    private readonly X509Certificate2 _certificate;

    /// <param name="server">Such as <c>https://127.0.0.1:6443</c>.</param>
    /// <param name="authorityFile">The certificate that the server's must come from; no other is trusted.</param>
    /// <param name="client">Who asks.</param>
    public ClusterClient(string server, string authorityFile, CertificateFiles client)
    {
        _certificate = X509Certificate2.CreateFromPemFile(client.Certificate, client.Key);
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.Add(X509CertificateLoader.LoadCertificateFromFile(authorityFile));
        _http = new(new SocketsHttpHandler
        {
            UseProxy = false,
            SslOptions = new() { ClientCertificates = [_certificate], CertificateChainPolicy = trust },
        })
        { BaseAddress = new(server) };
    }

    /// <summary>Whether a GET of the path is answered with success; a server that is not there yet is a no.</summary>
    public async Task<bool> IsOkAsync(string path, CancellationToken cancellationToken = default)
    {
        try
        {
            using var response = await _http.GetAsync(path, cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>Asks for a service account's token by the TokenRequest API, which every release since 1.12 serves.</summary>
    /// <exception cref="InvalidOperationException">The account does not exist.</exception>
    /// <exception cref="HttpRequestException">The server refused or did not answer.</exception>
    public async Task<string> RequestTokenAsync(string ns, string serviceAccount, TimeSpan lifetime, CancellationToken cancellationToken = default)
    {
        var body = $$$"""
            {"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{"expirationSeconds":{{{(long)lifetime.TotalSeconds}}}}}
            """;
        using var content = new StringContent(body, new MediaTypeHeaderValue("application/json"));
        using var response = await _http.PostAsync(
            ServiceAccounts.Item(ns, serviceAccount, "token").ToString(), content, cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            throw new InvalidOperationException($"There is no ServiceAccount {serviceAccount} in namespace {ns}: apply it first.");
        }

        response.EnsureSuccessStatusCode();
        using var json = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
        return json.RootElement.GetProperty("status").GetProperty("token").GetString()!;
    }

    public void Dispose()
    {
        _http.Dispose();
        _certificate.Dispose();
    }
}
