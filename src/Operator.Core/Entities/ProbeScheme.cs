namespace MiniStack.Operator.Core.Entities;

/// <summary>By what the probes ask.</summary>
/// <remarks>Strings, not an enum: as of <see cref="DeletionPolicy"/>.</remarks>
public static class ProbeScheme
{
    public const string Http = "HTTP";

    /// <summary>TLS, with any certificate: a node checks none.</summary>
    public const string Https = "HTTPS";
}
