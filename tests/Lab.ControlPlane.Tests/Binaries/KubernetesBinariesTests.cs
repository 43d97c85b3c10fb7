using MiniStack.Lab.ControlPlane.Binaries;

namespace MiniStack.Lab.ControlPlane.Tests.Binaries;

public sealed class KubernetesBinariesTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Directory_without_the_programs_is_refused_with_their_names()
    {
        File.WriteAllText(_directory.File("etcd"), "");

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => KubernetesBinaries.OpenAsync(_directory.Path));

        Assert.StartsWith($"{_directory.Path} has no kube-apiserver, no kube-controller-manager:", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_is_what_the_api_server_says_and_a_control_plane_alone_will_do()
    {
        Program("etcd", "");
        Program("kube-apiserver", "echo Kubernetes v1.36.1");
        Program("kube-controller-manager", "");

        var binaries = await KubernetesBinaries.OpenAsync(_directory.Path);

        Assert.Equal(new KubernetesVersion(1, 36, 1), binaries.Version);
        Assert.Equal(["kube-scheduler", "kubelet", "kube-proxy"], binaries.MissingNodePrograms());
        Assert.Equal("kubectl", binaries.Kubectl);
    }

    private void Program(string name, string script)
    {
        File.WriteAllText(_directory.File(name), $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(_directory.File(name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
