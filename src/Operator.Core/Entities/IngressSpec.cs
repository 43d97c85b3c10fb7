namespace MiniStack.Operator.Core.Entities;

/// <summary>A host name under which the API is served from outside the cluster.</summary>
public sealed record IngressSpec
{
    public string Host { get; set; } = "";

    /// <summary>Null means the cluster's default class.</summary>
    public string? ClassName { get; set; }

    /// <summary>The Secret with the certificate; null means plain HTTP.</summary>
    public string? TlsSecretName { get; set; }
}
