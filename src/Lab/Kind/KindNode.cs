using System.Globalization;

namespace MiniStack.Lab.Kind;

/// <summary>A node's container, as the Docker engine knows it.</summary>
/// <param name="Name">Of the container and of the Kubernetes node, such as <c>ministack-control-plane</c>.</param>
/// <param name="Role"><c>control-plane</c> or <c>worker</c> (or <c>external-load-balancer</c>, which is no Kubernetes node).</param>
/// <param name="State">The engine's word: <c>running</c>, <c>exited</c>, <c>created</c>, …</param>
/// <param name="Restarts">How often the engine started it again.</param>
/// <param name="Image">The node image as it was asked for.</param>
/// <param name="StartedAt">When the container started the last time, to the second; the clock is that of all that runs in it.</param>
/// <param name="Ports">Its mapped ports, such as <c>127.0.0.1:8000->30080/tcp</c>.</param>
public sealed record KindNode(string Name, string Role, string State, int Restarts, DateTime StartedAt, string Image, string Ports)
{
    /// <summary>The label that kind puts on its containers; the value is the cluster's name.</summary>
    public const string ClusterLabel = "io.x-k8s.kind.cluster";

    /// <summary>A template of <c>docker container inspect --format</c> whose lines <see cref="Parse"/> reads.</summary>
    public const string Format =
        """{{.Name}}|{{index .Config.Labels "io.x-k8s.kind.role"}}|{{.State.Status}}|{{.RestartCount}}|{{.State.StartedAt}}|{{.Config.Image}}|"""
        + """{{range $port, $bindings := .HostConfig.PortBindings}}{{range $bindings}}{{.HostIp}}:{{.HostPort}}->{{$port}} {{end}}{{end}}""";

    public bool IsRunning => State == "running";

    public bool IsKubernetesNode => Role is "control-plane" or "worker";

    /// <summary>The containers in the order of their names: the control plane is the first.</summary>
    public static IReadOnlyList<KindNode> Parse(string lines) =>
    [
        .. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('|'))
            .Where(fields => fields.Length == 7)
            .Select(fields => new KindNode(
                fields[0].TrimStart('/'), fields[1], fields[2], int.TryParse(fields[3], out var restarts) ? restarts : 0, Second(fields[4]), fields[5], fields[6].Trim()))
            .OrderBy(node => node.Name, StringComparer.Ordinal),
    ];

    // "2026-01-31T10:20:30.123456789Z", and year 1 for one that never started.
    private static DateTime Second(string time) =>
        DateTime.TryParseExact(time[..Math.Min(time.Length, 19)], "s", CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var second)
            ? second
            : DateTime.MinValue;
}
