using System.Net;
using MiniStack.Lab.ControlPlane.Binaries;
using MiniStack.Lab.ControlPlane.Certificates;
using MiniStack.Lab.ControlPlane.Commands;
using MiniStack.Lab.ControlPlane.Processes;

namespace MiniStack.Lab.ControlPlane.Tests.Commands;

public sealed class ControlPlaneCommandsTests : IDisposable
{
    private static readonly KubernetesVersion Oldest = new(1, 20, 2);
    private static readonly KubernetesVersion Current = new(1, 36, 0);

    private readonly TemporaryDirectory _directory = new();
    private readonly ClusterCertificates _certificates;

    public ControlPlaneCommandsTests() =>
        _certificates = ClusterCertificates.Ensure(_directory.File("pki"), [], IPNetwork.Parse("203.0.113.0/24"));

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Etcd_of_a_test_never_waits_for_the_disk() =>
        Verify("etcd-test.txt", ControlPlaneCommands.Etcd("/bin/etcd", Etcd() with { UnsafeNoFsync = true }));

    [Fact]
    public void Etcd_of_a_node_keeps_its_data() => Verify("etcd-node.txt", ControlPlaneCommands.Etcd("/bin/etcd", Etcd()));

    [Fact]
    public void Api_server_without_nodes() => Verify("kube-apiserver-test.txt", ControlPlaneCommands.ApiServer("/bin/kube-apiserver", ApiServer() with
    {
        AuditLog = _directory.File("audit.log"),
        AuditPolicy = _directory.File("audit-policy.yaml"),
    }));

    [Fact]
    public void Api_server_with_nodes() => Verify("kube-apiserver-node.txt", ControlPlaneCommands.ApiServer("/bin/kube-apiserver", ApiServer() with
    {
        BindAddress = IPAddress.Parse("198.51.100.2"),
        HasNodes = true,
    }));

    [Fact]
    public void Controller_manager_without_nodes_on_the_oldest_release() => Verify(
        "kube-controller-manager-test.txt", ControlPlaneCommands.ControllerManager("/bin/kube-controller-manager", Oldest, ControllerManager()));

    [Fact]
    public void Controller_manager_with_nodes_on_a_current_release() => Verify(
        "kube-controller-manager-node.txt",
        ControlPlaneCommands.ControllerManager("/bin/kube-controller-manager", Current, ControllerManager() with { HasNodes = true, HealthPort = 10257 }));

    private EtcdSettings Etcd() => new() { DataDirectory = _directory.File("etcd"), Certificates = _certificates };

    private ApiServerSettings ApiServer() => new()
    {
        EtcdUrl = Etcd().ClientUrl,
        Certificates = _certificates,
        ServiceRange = IPNetwork.Parse("203.0.113.0/24"),
    };

    private ControllerManagerSettings ControllerManager() => new() { Kubeconfig = _directory.File("kubeconfig"), Certificates = _certificates };

    private void Verify(string name, CommandLine command) => Golden.Verify(
        name, string.Concat(command.ToString().Replace(_directory.Path, "/state", StringComparison.Ordinal).Split(' ').Select(part => part + "\n")));
}
