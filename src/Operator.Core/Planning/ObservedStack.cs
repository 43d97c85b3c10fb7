using k8s.Models;
using MiniStack.Operator.Core.Diagnosis;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Planning;

/// <summary>A stack and its children as they were at one moment. Null where there is none.</summary>
public sealed record ObservedStack(V1Alpha1MiniStack Stack)
{
    public V1Secret? DatabaseSecret { get; init; }

    public V1Secret? AdminSecret { get; init; }

    /// <summary>The passwords that the stack is to have; null before they were decided on.</summary>
    public Credentials? Credentials { get; init; }

    public V1PersistentVolumeClaim? Volume { get; init; }

    /// <summary>The Postgres major version of the data, as its pod said it in this pass; null where it was not asked.</summary>
    public int? DataVersion { get; init; }

    /// <summary>The volume claim was deleted, and stays until no pod uses it.</summary>
    public bool IsVolumeLeaving { get; init; }

    public V1StatefulSet? Database { get; init; }

    public V1Deployment? Api { get; init; }

    /// <summary>The database's StatefulSet as the pass found it.</summary>
    public V1StatefulSet? FormerDatabase { get; init; }

    /// <summary>The API's Deployment as the pass found it.</summary>
    public V1Deployment? FormerApi { get; init; }

    public V1PodDisruptionBudget? DisruptionBudget { get; init; }

    public V1HorizontalPodAutoscaler? Autoscaler { get; init; }

    public V1Ingress? Ingress { get; init; }

    public V1Job? MigrationJob { get; init; }

    public V1Job? PasswordJob { get; init; }

    public V1Job? ExtensionsJob { get; init; }

    /// <summary>Passwords that the stack had before, as long as a database or a pod may still take them.</summary>
    public IReadOnlyList<string> FormerPasswords { get; init; } = [];

    /// <summary>What is read only while the stack lacks ready pods.</summary>
    public Evidence Evidence { get; init; } = Evidence.None;

    /// <summary>What is under way, as a sentence, when the children alone don't show it.</summary>
    public string? UnderWay { get; init; }

    /// <summary>What the user should know though nothing is wrong, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The database doesn't have the API's password yet.</summary>
    public bool IsPasswordDue => Credentials?.IsChangeDue is true;

    /// <summary>The spec names extensions that the operator has not created yet.</summary>
    public bool AreExtensionsDue => DatabaseExtensionsJob.Target(Stack) is { } target && Volume?.Metadata.Annotation(Annotations.DatabaseExtensions) != target;

    /// <summary>The database answers: its pod is ready and is of the revision that the StatefulSet wants.</summary>
    public bool IsDatabaseReady => Database is { Status: { } status } set
        && status.ObservedGeneration >= set.Metadata.Generation
        && set.Spec.Replicas > 0
        && status.ReadyReplicas >= set.Spec.Replicas
        && (status.CurrentRevision == status.UpdateRevision || PostgresStatefulSet.Waits(set));

    /// <summary>Every pod of the API is of the newest revision and serves.</summary>
    public bool IsApiReady => Api is { Status: { } status } deployment
        && status.ObservedGeneration >= deployment.Metadata.Generation
        && (status.UpdatedReplicas ?? 0) == deployment.Spec.Replicas
        && (status.AvailableReplicas ?? 0) == deployment.Spec.Replicas
        && (status.Replicas ?? 0) == deployment.Spec.Replicas;

    /// <summary>It is ready, or was and only the number of its pods changes.</summary>
    public bool IsApiServing => IsApiReady || ApiScaling.IsUnderWay(this);
}
