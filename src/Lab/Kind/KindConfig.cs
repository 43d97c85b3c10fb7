using System.Globalization;
using System.Text.RegularExpressions;

namespace MiniStack.Lab.Kind;

/// <summary>
/// What the lab has to know beforehand of a kind configuration (kind.x-k8s.io/v1alpha4): which images its nodes take and which
/// ports of this machine they occupy. kind itself reports both only after a long wait, or not at all.
/// </summary>
/// <param name="NodeImages">Images that the nodes name, each once; empty where kind's default, or <c>--image</c>, decides.</param>
/// <param name="HostPorts">Ports of this machine that are mapped into nodes, without 0, which means any free port.</param>
public sealed partial record KindConfig(IReadOnlyList<string> NodeImages, IReadOnlyList<int> HostPorts)
{
    public static KindConfig Parse(string yaml)
    {
        var text = Comment().Replace(yaml, "");
        return new(
            [.. Image().Matches(text).Select(match => match.Groups[1].Value).Distinct()],
            [.. HostPort().Matches(text)
                .Select(match => int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture))
                .Where(port => port != 0)
                .Distinct()]);
    }

    /// <summary>The same configuration with every host port left to kind's choice, so that a second cluster fits beside the first.</summary>
    public static string WithFreePorts(string yaml) => HostPort().Replace(yaml, "hostPort: 0");

    [GeneratedRegex(@"(?<=^|\s)#.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"(?<=^|[\s{,])[""']?image[""']?:\s*[""']?([^\s""',}]+)", RegexOptions.Multiline)]
    private static partial Regex Image();

    [GeneratedRegex(@"(?<=^|[\s{,])[""']?hostPort[""']?:\s*(\d+)", RegexOptions.Multiline)]
    private static partial Regex HostPort();
}
