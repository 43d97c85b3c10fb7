using MiniStack.Lab.ControlPlane.Certificates;

namespace MiniStack.Lab.Host;

/// <summary>The configuration files of the node's programs. Pure.</summary>
internal static class NodeFiles
{
    public const string ContainerdSocket = "/run/containerd/containerd.sock";
    public const string CniDirectory = NodeMounts.Configuration + "/cni";
    public const string RegistryDirectory = NodeMounts.Configuration + "/registry";

    public static string Containerd(NodeOptions options) => $"""
        version = 2
        root = "/var/lib/containerd"
        state = "/run/containerd"
        oom_score = 0

        [grpc]
        address = "{ContainerdSocket}"

        [plugins."io.containerd.grpc.v1.cri"]
        sandbox_image = "{options.PauseImage}"
        # A host that is a container or a small virtual machine may not be allowed to lower the score, and every pod would fail.
        restrict_oom_score_adj = true
        # The profile would be loaded for the whole machine, and stay.
        disable_apparmor = true

        [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
        runtime_type = "io.containerd.runc.v2"

        [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
        SystemdCgroup = false

        [plugins."io.containerd.grpc.v1.cri".cni]
        bin_dir = "/usr/lib/cni"
        conf_dir = "{CniDirectory}"

        [plugins."io.containerd.grpc.v1.cri".registry]
        config_path = "{RegistryDirectory}"

        """;

    /// <summary>Sends every pull to a closed port: there is no way out, and so a missing image fails at once instead of timing out.</summary>
    public static string Registry() => """
        server = "http://127.0.0.1:1"

        [host."http://127.0.0.1:1"]
        capabilities = ["pull", "resolve"]

        """;

    public static string Cni(NetworkSlice slice) => $$"""
        {
          "cniVersion": "0.4.0",
          "name": "ministack",
          "plugins": [
            {
              "type": "bridge",
              "bridge": "{{NodeNetwork.Bridge}}",
              "isGateway": true,
              "hairpinMode": true,
              "ipam": {
                "type": "host-local",
                "dataDir": "/run/cni",
                "ranges": [[{"subnet": "{{slice.PodRange}}"}]],
                "routes": [{"dst": "0.0.0.0/0"}]
              }
            },
            {"type": "portmap", "capabilities": {"portMappings": true} }
          ]
        }

        """;

    public static string Kubelet(NodeOptions options, NetworkSlice slice, string authority, CertificateFiles serving) => $$"""
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        address: {{slice.NodeAddress}}
        tlsCertFile: "{{serving.Certificate}}"
        tlsPrivateKeyFile: "{{serving.Key}}"
        authentication:
          anonymous: {enabled: false}
          webhook: {enabled: true}
          x509: {clientCAFile: "{{authority}}"}
        authorization: {mode: Webhook}
        cgroupDriver: cgroupfs
        cgroupRoot: /{{options.Cgroup}}
        clusterDNS: [{{slice.DnsServiceAddress}}]
        clusterDomain: cluster.local
        resolvConf: {{NodeMounts.Configuration}}/resolv.conf
        failSwapOn: false
        # The node is seen Ready soon after it is; at rest it is reported as seldom as by default.
        nodeStatusUpdateFrequency: 1s
        nodeStatusReportFrequency: 5m
        # Images come from archives and can be had nowhere else: never remove one, nor evict pods for a disk that others fill.
        imageGCHighThresholdPercent: 100
        evictionHard:
          memory.available: 100Mi
          nodefs.available: 0%
          nodefs.inodesFree: 0%
          imagefs.available: 0%

        """;

    public static string Proxy(NodeOptions options, NetworkSlice slice, string kubeconfig) => $"""
        apiVersion: kubeproxy.config.k8s.io/v1alpha1
        kind: KubeProxyConfiguration
        mode: iptables
        hostnameOverride: {options.NodeName}
        bindAddress: {slice.NodeAddress}
        healthzBindAddress: 127.0.0.1:10256
        metricsBindAddress: 127.0.0.1:10249
        clusterCIDR: {slice.PodRange}
        clientConnection:
          kubeconfig: "{kubeconfig}"
        # The connection table is the whole machine's: its size is not a node's to change.
        conntrack:
          maxPerCore: 0
          min: 0
          tcpEstablishedTimeout: 0s
          tcpCloseWaitTimeout: 0s

        """;

    /// <summary>For pods that use the node's resolver.</summary>
    public static string ResolverConfiguration(NetworkSlice slice) => $"nameserver {slice.BridgeAddress}\n";
}
