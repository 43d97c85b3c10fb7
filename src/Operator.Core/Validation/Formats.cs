using System.Text.RegularExpressions;

namespace MiniStack.Operator.Core.Validation;

/// <summary>The formats of names, as Kubernetes and Postgres define them.</summary>
internal static partial class Formats
{
    /// <summary>RFC 1035 label, as a Service's name must be.</summary>
    [GeneratedRegex(@"^[a-z]([-a-z0-9]*[a-z0-9])?\z")]
    public static partial Regex Dns1035Label { get; }

    /// <summary>RFC 1123 label, as the name of a pod's volume must be.</summary>
    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?\z")]
    public static partial Regex Dns1123Label { get; }

    /// <summary>RFC 1123 subdomain, as the names of most objects must be.</summary>
    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z")]
    public static partial Regex Dns1123Subdomain { get; }

    /// <summary>A key of a Secret or a ConfigMap: it becomes a file, so that <c>.</c> and <c>..</c> are none, nor what begins with <c>..</c>.</summary>
    [GeneratedRegex(@"^\.?[-_a-zA-Z0-9][-._a-zA-Z0-9]*\z")]
    public static partial Regex DataKey { get; }

    /// <summary>A CSI driver's name, which Kubernetes compares in lower case.</summary>
    [GeneratedRegex(@"^[a-zA-Z0-9]([-a-zA-Z0-9.]*[a-zA-Z0-9])?\z")]
    public static partial Regex CsiDriver { get; }

    /// <summary>The name of a ClusterTrustBundle, which may begin with its signer's.</summary>
    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9.:]*[a-z0-9])?\z")]
    public static partial Regex TrustBundle { get; }

    /// <summary>RFC 1123 subdomain, with an optional wildcard for the first label, as an Ingress takes it.</summary>
    [GeneratedRegex(@"^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z")]
    public static partial Regex HostName { get; }

    [GeneratedRegex(@"^[0-9]+(\.[0-9]+){3}\z")]
    public static partial Regex IpAddress { get; }

    /// <summary>A quantity above 0 without an exponent, as the size of a volume.</summary>
    [GeneratedRegex(@"^([1-9][0-9]*(\.[0-9]+)?|0\.[0-9]*[1-9][0-9]*)([kMGTPE]|[KMGTPE]i)?\z")]
    public static partial Regex Size { get; }

    /// <summary>An identifier that means the same in Postgres with and without quotes, 63 bytes at most.</summary>
    [GeneratedRegex(@"^[a-z_][a-z0-9_]{0,62}\z")]
    public static partial Regex SqlIdentifier { get; }

    /// <summary>A Postgres setting, with the extension's prefix where it has one.</summary>
    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)?\z")]
    public static partial Regex ParameterName { get; }

    /// <summary>As the files of Postgres's extensions are called: <c>uuid-ossp</c>, <c>vector</c>.</summary>
    [GeneratedRegex(@"^[a-z_][a-z0-9_-]{0,62}\z")]
    public static partial Regex ExtensionName { get; }

    /// <summary>What the CRD's <c>\S</c> stands for.</summary>
    [GeneratedRegex(@"^[^\t\n\f\r ]+\z")]
    public static partial Regex NoWhitespace { get; }

    /// <summary>An absolute path as it stands in a request line.</summary>
    [GeneratedRegex(@"^/[^\t\n\f\r ]*\z")]
    public static partial Regex UrlPath { get; }

    /// <summary>The value of a header <c>Host</c>: a name, with a port where it has one.</summary>
    [GeneratedRegex(@"^[a-zA-Z0-9_]([-a-zA-Z0-9_.]*[a-zA-Z0-9_])?(:[0-9]{1,5})?\z")]
    public static partial Regex HostHeader { get; }
}
