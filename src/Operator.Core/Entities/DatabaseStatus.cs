namespace MiniStack.Operator.Core.Entities;

public sealed record DatabaseStatus
{
    /// <summary>Ready and desired pods, as in <c>1/1</c>.</summary>
    public string? Ready { get; set; }

    /// <summary>The Postgres major version of the data; null where nobody knows it yet. The CRD lets a spec go back to this version.</summary>
    public int? Version { get; set; }

    /// <summary>The host name by which pods of the cluster reach the database.</summary>
    public string? Host { get; set; }

    /// <summary>The volume's capacity, a quantity such as <c>1Gi</c>.</summary>
    public string? Size { get; set; }
}
