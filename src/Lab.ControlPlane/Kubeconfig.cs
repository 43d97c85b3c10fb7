using System.Text;
using MiniStack.Lab.ControlPlane.Certificates;

namespace MiniStack.Lab.ControlPlane;

/// <summary>Writes kubeconfigs with everything inside, so that a copied file still works. They hold keys: owner-only.</summary>
public static class Kubeconfig
{
    public static void WriteWithCertificate(string path, string server, string authorityFile, CertificateFiles client, string name = "ministack") =>
        PrivateFile.Write(path, Text(server, authorityFile, name, $"""
            client-certificate-data: {Embed(client.Certificate)}
                client-key-data: {Embed(client.Key)}
            """));

    public static void WriteWithToken(string path, string server, string authorityFile, string token, string name = "ministack") =>
        PrivateFile.Write(path, Text(server, authorityFile, name, $"token: {token}"));

    private static string Text(string server, string authorityFile, string name, string user) => $"""
        apiVersion: v1
        kind: Config
        clusters:
        - name: {name}
          cluster:
            server: {server}
            certificate-authority-data: {Embed(authorityFile)}
        users:
        - name: {name}
          user:
            {user}
        contexts:
        - name: {name}
          context:
            cluster: {name}
            user: {name}
        current-context: {name}

        """;

    private static string Embed(string file) => Convert.ToBase64String(Encoding.UTF8.GetBytes(File.ReadAllText(file)));
}
