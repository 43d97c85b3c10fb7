using k8s.Models;

namespace MiniStack.Operator.Core.Entities;

/// <summary>The API: one container, run by a Deployment.</summary>
public sealed record ApiSpec : IPlacedPods
{
    public string Image { get; set; } = "";

    public int Replicas { get; set; } = 1;

    /// <summary>The container's port, and the Service's.</summary>
    public int Port { get; set; } = 8000;

    /// <summary>One of <see cref="RolloutStrategy"/>'s values.</summary>
    public string Strategy { get; set; } = RolloutStrategy.RollingUpdate;

    public ApiServiceSpec Service { get; set; } = new();

    public HealthSpec Health { get; set; } = new();

    public MigrateSpec? Migrate { get; set; }

    public AutoscaleSpec? Autoscale { get; set; }

    public IngressSpec? Ingress { get; set; }

    public IList<string>? Command { get; set; }

    public IList<string>? Args { get; set; }

    /// <summary>A variable named like one of the connection variables replaces it.</summary>
    public IList<V1EnvVar>? Env { get; set; }

    public IList<V1EnvFromSource>? EnvFrom { get; set; }

    public V1ResourceRequirements? Resources { get; set; }

    public string? ImagePullPolicy { get; set; }

    public IList<V1LocalObjectReference>? ImagePullSecrets { get; set; }

    /// <summary>The container's security context.</summary>
    public V1SecurityContext? SecurityContext { get; set; }

    public IList<V1Volume>? Volumes { get; set; }

    public IList<V1VolumeMount>? VolumeMounts { get; set; }

    public long? TerminationGracePeriodSeconds { get; set; }

    public IDictionary<string, string>? NodeSelector { get; set; }

    public IList<V1Toleration>? Tolerations { get; set; }

    public V1Affinity? Affinity { get; set; }

    public IList<V1TopologySpreadConstraint>? TopologySpreadConstraints { get; set; }

    public string? PriorityClassName { get; set; }

    public string? RuntimeClassName { get; set; }

    public PodMetadataSpec? PodMetadata { get; set; }
}
