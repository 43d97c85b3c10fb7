using System.Globalization;

namespace MiniStack.Lab.Host;

/// <summary>
/// The addresses of one cluster: the link from a range for documentation (RFC 5737), the rest from the one for benchmarks (RFC 2544).
/// Networks do use the other documentation ranges, where a route of ours would cut the host off from them. Slice 0 is the default cluster's.
/// </summary>
/// <param name="Index">0 to 63: as many /30 links as 198.51.100.0/24 holds.</param>
public sealed record NetworkSlice(int Index)
{
    public const int Count = 64;

    /// <summary>The host's end of the link to the node.</summary>
    public string HostAddress => Format($"198.51.100.{4 * Index + 1}");

    /// <summary>The node's end: where the API server and the kubelet listen.</summary>
    public string NodeAddress => Format($"198.51.100.{4 * Index + 2}");

    public string LinkRange => Format($"198.51.100.{4 * Index}/30");

    public string PodRange => Format($"198.18.{Index}.0/24");

    /// <summary>The bridge's address: the pods' gateway, and where DNS listens.</summary>
    public string BridgeAddress => Format($"198.18.{Index}.1");

    public string ServiceRange => ServicePrefix + "0/24";

    /// <summary>The <c>kubernetes</c> Service.</summary>
    public string ApiServiceAddress => ServicePrefix + "1";

    /// <summary>The <c>kube-dns</c> Service.</summary>
    public string DnsServiceAddress => ServicePrefix + "10";

    private string ServicePrefix => Format($"198.19.{Index}.");

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
