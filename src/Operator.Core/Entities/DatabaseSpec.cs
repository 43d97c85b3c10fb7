using k8s.Models;

namespace MiniStack.Operator.Core.Entities;

/// <summary>The database: one Postgres on one volume.</summary>
public sealed record DatabaseSpec : IPlacedPods
{
    /// <summary>
    /// Postgres major version. The image is <c>postgres:VERSION</c> unless <see cref="Image"/> is set. Null: what the image is, and where
    /// none is set either, the operator's own choice.
    /// </summary>
    public int? Version { get; set; }

    /// <summary>An image with the official image's contract: <c>POSTGRES_*</c>, <c>PGDATA</c>, <c>/docker-entrypoint-initdb.d</c>.</summary>
    public string? Image { get; set; }

    /// <summary>Immutable.</summary>
    public string Name { get; set; } = "app";

    /// <summary>The role that owns the database. Immutable.</summary>
    public string User { get; set; } = "app";

    /// <summary>Where <see cref="User"/>'s password comes from; null means that one is generated.</summary>
    public SecretKeyReference? PasswordSecretRef { get; set; }

    public InitScriptsSpec? InitScripts { get; set; }

    public StorageSpec Storage { get; set; } = new();

    /// <summary>Extensions that the operator creates in the database, as its superuser. One that is taken out again stays.</summary>
    public IList<string>? Extensions { get; set; }

    public V1ResourceRequirements? Resources { get; set; }

    /// <summary>Settings of <c>postgresql.conf</c> by name.</summary>
    public IDictionary<string, string>? Parameters { get; set; }

    /// <summary>
    /// The pod's security context, since user, group and fsGroup change together for an image with another uid. A field left out keeps
    /// the operator's value.
    /// </summary>
    public V1PodSecurityContext? SecurityContext { get; set; }

    public IDictionary<string, string>? NodeSelector { get; set; }

    public IList<V1Toleration>? Tolerations { get; set; }

    public V1Affinity? Affinity { get; set; }

    public IList<V1TopologySpreadConstraint>? TopologySpreadConstraints { get; set; }

    public string? PriorityClassName { get; set; }

    public string? RuntimeClassName { get; set; }

    public PodMetadataSpec? PodMetadata { get; set; }
}
