using MiniStack.Lab.ControlPlane.Binaries;
using MiniStack.Lab.ControlPlane.Processes;

namespace MiniStack.Lab.ControlPlane.Commands;

/// <summary>
/// The command lines of a control plane, for Kubernetes 1.20 up to current releases. Pure: whoever runs them chooses addresses,
/// directories and namespaces; arguments appended to <see cref="CommandLine.Arguments"/> win over those given here.
/// </summary>
public static class ControlPlaneCommands
{
    private const string Issuer = "https://kubernetes.default.svc.cluster.local";

    public static CommandLine Etcd(string fileName, EtcdSettings settings)
    {
        var (authority, files) = (settings.Certificates.Authority, settings.Certificates.Etcd);
        return new(fileName,
        [
            "--name=default",
            $"--data-dir={settings.DataDirectory}",
            $"--listen-client-urls={settings.ClientUrl}",
            $"--advertise-client-urls={settings.ClientUrl}",
            $"--listen-peer-urls={settings.PeerUrl}",
            $"--initial-advertise-peer-urls={settings.PeerUrl}",
            $"--initial-cluster=default={settings.PeerUrl}",
            // Every Secret is in here: without certificates any local user could read them.
            "--client-cert-auth",
            $"--trusted-ca-file={authority}",
            $"--cert-file={files.Certificate}",
            $"--key-file={files.Key}",
            "--peer-client-cert-auth",
            $"--peer-trusted-ca-file={authority}",
            $"--peer-cert-file={files.Certificate}",
            $"--peer-key-file={files.Key}",
            "--logger=zap",
            "--log-outputs=stderr",
            .. When(settings.UnsafeNoFsync, "--unsafe-no-fsync"),
        ]);
    }

    public static CommandLine ApiServer(string fileName, ApiServerSettings settings)
    {
        var certificates = settings.Certificates;
        return new(fileName,
        [
            $"--etcd-servers={settings.EtcdUrl}",
            $"--etcd-cafile={certificates.Authority}",
            $"--etcd-certfile={certificates.Etcd.Certificate}",
            $"--etcd-keyfile={certificates.Etcd.Key}",
            $"--bind-address={settings.BindAddress}",
            $"--advertise-address={settings.BindAddress}",
            $"--secure-port={settings.Port}",
            $"--tls-cert-file={certificates.ApiServer.Certificate}",
            $"--tls-private-key-file={certificates.ApiServer.Key}",
            $"--client-ca-file={certificates.Authority}",
            $"--service-account-issuer={Issuer}",
            $"--service-account-key-file={certificates.ServiceAccountKey}",
            $"--service-account-signing-key-file={certificates.ServiceAccountKey}",
            $"--service-cluster-ip-range={settings.ServiceRange}",
            "--allow-privileged=true",
            "--profiling=false",
            .. settings.HasNodes
                ?
                [
                    "--authorization-mode=Node,RBAC",
                    "--enable-admission-plugins=NodeRestriction",
                    "--kubelet-preferred-address-types=InternalIP",
                    $"--kubelet-certificate-authority={certificates.Authority}",
                    $"--kubelet-client-certificate={certificates.KubeletClient.Certificate}",
                    $"--kubelet-client-key={certificates.KubeletClient.Key}",
                ]
                : (string[])["--authorization-mode=RBAC", "--endpoint-reconciler-type=none"],
            .. When(settings.RuntimeConfig is not null, $"--runtime-config={settings.RuntimeConfig}"),
            .. When(
                settings.AuditLog is not null,
                $"--audit-log-path={settings.AuditLog}",
                $"--audit-policy-file={settings.AuditPolicy}",
                // In MiB. Beyond 100, its default, it would be cut into files, and who reads it goes by its length.
                "--audit-log-maxsize=1048576"),
        ]);
    }

    public static CommandLine ControllerManager(string fileName, KubernetesVersion version, ControllerManagerSettings settings)
    {
        var certificates = settings.Certificates;
        return new(fileName,
        [
            $"--kubeconfig={settings.Kubeconfig}",
            "--leader-elect=false",
            "--use-service-account-credentials=true",
            $"--service-account-private-key-file={certificates.ServiceAccountKey}",
            $"--root-ca-file={certificates.Authority}",
            $"--cluster-signing-cert-file={certificates.Authority}",
            $"--cluster-signing-key-file={certificates.AuthorityKey}",
            $"--kube-api-qps={settings.Rate}",
            $"--kube-api-burst={2 * settings.Rate}",
            "--profiling=false",
            "--bind-address=127.0.0.1",
            $"--secure-port={settings.HealthPort}",
            // Up to 1.22 a second, plain port is open unless it is turned off; the flag is gone in 1.24.
            .. When(!version.IsAtLeast(1, 23), "--port=0"),
            .. When(!settings.HasNodes, "--controllers=*,-nodelifecycle,-podgc"),
        ]);
    }

    private static string[] When(bool condition, params string[] arguments) => condition ? arguments : [];
}
