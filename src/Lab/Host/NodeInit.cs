using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using MiniStack.Lab.ControlPlane;
using MiniStack.Lab.ControlPlane.Binaries;
using MiniStack.Lab.ControlPlane.Certificates;
using MiniStack.Lab.ControlPlane.Commands;
using MiniStack.Lab.ControlPlane.Processes;

namespace MiniStack.Lab.Host;

/// <summary>
/// The node's first process, in network, mount and PID namespaces of its own. It starts what makes a Kubernetes node and its control
/// plane, keeps that running, and answers for cluster DNS and volumes itself. When it ends, the kernel ends everything in the node.
/// </summary>
public sealed class NodeInit
{
    /// <summary>Hidden verb of the lab program: <c>node-init STATE-DIRECTORY</c>.</summary>
    public const string Verb = "node-init";

    /// <summary>Its name among the components, and its log's.</summary>
    public const string ComponentName = "node-init";

    private const string HostsFile = NodeMounts.Configuration + "/hosts";
    private const int ApiPort = 6443;

    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(90);

    private readonly string _stateDirectory;
    private readonly NodeOptions _options;
    private readonly NetworkSlice _slice;
    private readonly KubernetesVersion _version;
    private readonly Supervisor _supervisor;

    private NodeInit(string stateDirectory, NodeOptions options)
    {
        _stateDirectory = stateDirectory;
        _options = options;
        _slice = new(options.Slice);
        _version = KubernetesVersion.Parse(options.KubernetesVersion);
        _supervisor = new(Path.Combine(stateDirectory, NodeStatus.FileName), Path.Combine(stateDirectory, "log"));
    }

    /// <summary>The API server's address for a slice, the same from the host, the node and the pods.</summary>
    internal static string ApiServerUrl(NetworkSlice slice) => $"https://{slice.NodeAddress}:{ApiPort}";

    /// <summary>Returns when the node is told to stop, or cannot start.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string stateDirectory)
    {
        if (Environment.ProcessId != 1 || HostJson.Read(Path.Combine(stateDirectory, NodeOptions.FileName), HostJson.Default.NodeOptions) is not { } options)
        {
            await Console.Error.WriteLineAsync($"{Verb} is started by 'up', in namespaces of its own.").ConfigureAwait(false);
            return 2;
        }

        using var stop = new CancellationTokenSource();
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            stop.Cancel();
        });
        var node = new NodeInit(stateDirectory, options);
        try
        {
            await node.RunAsync(stop.Token).ConfigureAwait(false);
            return 0;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception e)
        {
            NodeLog.Write(e is NodeStartException or LabException ? e.Message : e.ToString());
            node._supervisor.WriteStatus(e.Message, (e as NodeStartException)?.Component ?? ComponentName);
            return 1;
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        _supervisor.WriteStatus();
        NodeMounts.Apply(_stateDirectory, _options);
        await NodeNetwork.ConfigureAsync(_slice, cancellationToken).ConfigureAwait(false);
        NodeLog.Write("Mounts and network are ready");

        Start("containerd", NodeCommands.Containerd(WriteContainerdFiles()), cancellationToken);
        await UntilAcceptsAsync("containerd", new UnixDomainSocketEndPoint(NodeFiles.ContainerdSocket), cancellationToken).ConfigureAwait(false);
        // Up to 1.23 the kubelet first looks 5 s for a Docker engine, time enough for the API server to start.
        StartKubelet(cancellationToken);
        using var api = await StartControlPlaneAsync(cancellationToken).ConfigureAwait(false);
        NodeLog.Write("API server is ready");
        StartProxy(cancellationToken);
        var dns = StartDns(cancellationToken);
        await InstallAddonsAsync(api, cancellationToken).ConfigureAwait(false);
        NodeLog.Write("Everything is started");

        await Task.WhenAll(
            new ClusterDns(api, HostsFile, () => dns.Signal(Native.SigHup)).RunAsync(cancellationToken),
            new StorageProvisioner(api, _options.NodeName, NodeMounts.Volumes).RunAsync(cancellationToken)).ConfigureAwait(false);
    }

    private ClusterCertificates Certificates => field ??= ClusterCertificates.Ensure(
        Path.Combine(_stateDirectory, "pki"), [IPAddress.Parse(_slice.NodeAddress)], IPNetwork.Parse(_slice.ServiceRange));

    private async Task<ApiClient> StartControlPlaneAsync(CancellationToken cancellationToken)
    {
        var etcd = new EtcdSettings { DataDirectory = NodeMounts.Etcd, Certificates = Certificates };
        Start("etcd", ControlPlaneCommands.Etcd(_options.Programs.Etcd, etcd), cancellationToken);
        await UntilAcceptsAsync("etcd", new IPEndPoint(etcd.Address, etcd.ClientPort), cancellationToken).ConfigureAwait(false);

        Start("kube-apiserver", ControlPlaneCommands.ApiServer(_options.Programs.ApiServer, new()
        {
            EtcdUrl = etcd.ClientUrl,
            Certificates = Certificates,
            BindAddress = IPAddress.Parse(_slice.NodeAddress),
            Port = ApiPort,
            ServiceRange = IPNetwork.Parse(_slice.ServiceRange),
            HasNodes = true,
        }), cancellationToken);
        var api = new ApiClient(ApiServerUrl(_slice), Certificates.Authority, Certificates.Admin.Certificate, Certificates.Admin.Key);
        await UntilAsync("kube-apiserver", () => api.IsReadyAsync(cancellationToken), cancellationToken).ConfigureAwait(false);

        Start("kube-controller-manager", ControlPlaneCommands.ControllerManager(_options.Programs.ControllerManager, _version, new()
        {
            Kubeconfig = KubeconfigFor("kube-controller-manager", Certificates.ControllerManager),
            Certificates = Certificates,
            HasNodes = true,
            HealthPort = 10257,
        }), cancellationToken);
        Start("kube-scheduler", NodeCommands.Scheduler(
            _options.Programs.Scheduler, _version, KubeconfigFor("kube-scheduler", "system:kube-scheduler")), cancellationToken);
        return api;
    }

    private string WriteContainerdFiles()
    {
        Directory.CreateDirectory(NodeFiles.CniDirectory);
        Directory.CreateDirectory(NodeFiles.RegistryDirectory + "/_default");
        File.WriteAllText(NodeFiles.CniDirectory + "/10-ministack.conflist", NodeFiles.Cni(_slice));
        File.WriteAllText(NodeFiles.RegistryDirectory + "/_default/hosts.toml", NodeFiles.Registry());
        return WriteConfiguration("containerd.toml", NodeFiles.Containerd(_options));
    }

    private void StartKubelet(CancellationToken cancellationToken)
    {
        var kubeletConfiguration = WriteConfiguration("kubelet.yaml", NodeFiles.Kubelet(
            _options, _slice, Certificates.Authority, Certificates.IssueServer("kubelet", [_options.NodeName], [IPAddress.Parse(_slice.NodeAddress)])));
        WriteConfiguration("resolv.conf", NodeFiles.ResolverConfiguration(_slice));
        var kubeletKubeconfig = KubeconfigFor("kubelet-client", "system:node:" + _options.NodeName, "system:nodes");
        Start("kubelet", NodeCommands.Kubelet(_options.Programs.Kubelet, _version, _options, _slice, kubeletConfiguration, kubeletKubeconfig), cancellationToken);
    }

    private void StartProxy(CancellationToken cancellationToken)
    {
        var proxyConfiguration = WriteConfiguration("kube-proxy.yaml", NodeFiles.Proxy(_options, _slice, KubeconfigFor("kube-proxy", "system:kube-proxy")));
        Start("kube-proxy", NodeCommands.Proxy(_options.Programs.Proxy, proxyConfiguration), cancellationToken);
    }

    private SupervisedProcess StartDns(CancellationToken cancellationToken)
    {
        File.WriteAllText(HostsFile, "");
        return Start("dnsmasq", NodeCommands.Dns(_slice, HostsFile), cancellationToken);
    }

    private SupervisedProcess Start(string name, CommandLine command, CancellationToken cancellationToken) => _supervisor.Start(name, command, cancellationToken);

    private Task InstallAddonsAsync(ApiClient api, CancellationToken cancellationToken) => UntilAsync("kube-apiserver", async () =>
    {
        try
        {
            await Addons.InstallAsync(api, _slice, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (ApiClient.IsTransient(e, cancellationToken))
        {
            NodeLog.Write("add-ons: " + e.Message);
            return false;
        }
    }, cancellationToken);

    private static string WriteConfiguration(string name, string text)
    {
        var path = $"{NodeMounts.Configuration}/{name}";
        File.WriteAllText(path, text);
        return path;
    }

    private string KubeconfigFor(string name, string user, string? group = null) => KubeconfigFor(name, Certificates.IssueClient(name, user, group));

    private string KubeconfigFor(string name, CertificateFiles client)
    {
        var path = $"{NodeMounts.Configuration}/{name}.kubeconfig";
        Kubeconfig.WriteWithCertificate(path, ApiServerUrl(_slice), Certificates.Authority, client);
        return path;
    }

    private static Task UntilAcceptsAsync(string component, EndPoint endPoint, CancellationToken cancellationToken) => UntilAsync(component, async () =>
    {
        using var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(endPoint, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }, cancellationToken);

    private static async Task UntilAsync(string component, Func<Task<bool>> ready, CancellationToken cancellationToken)
    {
        var failure = $"{component} did not get ready within {StartDeadline.TotalSeconds:0} s.";
        try
        {
            await Wait.UntilAsync(ready, StartDeadline, failure, cancellationToken).ConfigureAwait(false);
        }
        catch (LabException)
        {
            throw new NodeStartException(component, failure);
        }
    }
}
