using MiniStack.Lab.ControlPlane.Binaries;
using MiniStack.Lab.ControlPlane.Processes;

namespace MiniStack.Lab.Host;

/// <summary>The command lines of the node's programs; the control plane's are <see cref="ControlPlane.Commands.ControlPlaneCommands"/>. Pure.</summary>
internal static class NodeCommands
{
    public static CommandLine Scheduler(string fileName, KubernetesVersion version, string kubeconfig) => new(fileName,
    [
        $"--kubeconfig={kubeconfig}",
        "--leader-elect=false",
        "--profiling=false",
        "--bind-address=127.0.0.1",
        // Up to 1.22 a second, plain port is open unless it is turned off; the flag is gone in 1.24.
        .. version.IsAtLeast(1, 23) ? [] : (string[])["--port=0"],
    ]);

    public static CommandLine Containerd(string configuration) => new("containerd", ["--config", configuration]);

    public static CommandLine Kubelet(string fileName, KubernetesVersion version, NodeOptions options, NetworkSlice slice, string configuration, string kubeconfig) => new(fileName,
    [
        $"--config={configuration}",
        $"--kubeconfig={kubeconfig}",
        $"--hostname-override={options.NodeName}",
        $"--node-ip={slice.NodeAddress}",
        $"--container-runtime-endpoint=unix://{NodeFiles.ContainerdSocket}",
        // Before 1.24 another runtime is the default; in 1.27 the flag is gone.
        .. version.IsAtLeast(1, 24) ? [] : (string[])["--container-runtime=remote"],
        // Later releases refuse version 1 cgroups unless told otherwise.
        .. version.IsAtLeast(1, 35) ? (string[])["--fail-cgroupv1=false"] : [],
    ]);

    public static CommandLine Proxy(string fileName, string configuration) => new(fileName, [$"--config={configuration}"]);

    /// <summary>Answers from the hosts file alone: every other name does not exist, and nothing is forwarded.</summary>
    public static CommandLine Dns(NetworkSlice slice, string hostsFile) => new("dnsmasq",
    [
        "--keep-in-foreground",
        "--conf-file=/dev/null",
        "--log-facility=-",
        "--pid-file=",
        "--user=root",
        "--no-resolv",
        "--no-poll",
        "--no-hosts",
        "--local=/#/",
        "--bind-interfaces",
        $"--listen-address={slice.BridgeAddress}",
        "--except-interface=lo",
        $"--addn-hosts={hostsFile}",
        "--cache-size=0",
        "--local-ttl=2",
    ]);
}
