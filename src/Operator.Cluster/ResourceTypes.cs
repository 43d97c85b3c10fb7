using k8s.Models;
using MiniStack.ApiPaths;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Serialization;
using MiniStack.Operator.Runtime.Client;
using MiniStack.Operator.Runtime.Watching;

namespace MiniStack.Operator.Cluster;

/// <summary>The kinds that the operator reads and writes.</summary>
public static class ResourceTypes
{
    public static readonly ResourceType<V1Alpha1MiniStack> MiniStack = new(
        V1Alpha1MiniStack.KubeGroup,
        V1Alpha1MiniStack.KubeApiVersion,
        V1Alpha1MiniStack.KubeKind,
        V1Alpha1MiniStack.KubePluralName,
        CoreJson.Default.V1Alpha1MiniStack);

    public static readonly ResourceType<V1Service> Service = new("", "v1", "Service", "services", CoreJson.Default.V1Service, NameRule.Label);

    public static readonly ResourceType<V1Secret> Secret = new("", "v1", "Secret", "secrets", CoreJson.Default.V1Secret);

    public static readonly ResourceType<V1ConfigMap> ConfigMap =
        new("", "v1", "ConfigMap", "configmaps", CoreJson.Default.V1ConfigMap);

    /// <summary>Secrets that specs merely name.</summary>
    public static readonly ResourceType<MetadataOnly<V1Secret>> NamedSecret = Secret.AsMetadataOnly(PartialJson.Default.MetadataOnlyV1Secret);

    /// <summary>ConfigMaps that specs merely name.</summary>
    public static readonly ResourceType<MetadataOnly<V1ConfigMap>> NamedConfigMap =
        ConfigMap.AsMetadataOnly(PartialJson.Default.MetadataOnlyV1ConfigMap);

    public static readonly ResourceType<V1ServiceAccount> ServiceAccount =
        new("", "v1", "ServiceAccount", "serviceaccounts", CoreJson.Default.V1ServiceAccount);

    public static readonly ResourceType<V1PersistentVolumeClaim> PersistentVolumeClaim =
        new("", "v1", "PersistentVolumeClaim", "persistentvolumeclaims", CoreJson.Default.V1PersistentVolumeClaim);

    public static readonly ResourceType<V1Deployment> Deployment =
        new("apps", "v1", "Deployment", "deployments", CoreJson.Default.V1Deployment);

    public static readonly ResourceType<V1StatefulSet> StatefulSet =
        new("apps", "v1", "StatefulSet", "statefulsets", CoreJson.Default.V1StatefulSet);

    public static readonly ResourceType<V1NetworkPolicy> NetworkPolicy =
        new("networking.k8s.io", "v1", "NetworkPolicy", "networkpolicies", CoreJson.Default.V1NetworkPolicy);

    public static readonly ResourceType<V1Ingress> Ingress =
        new("networking.k8s.io", "v1", "Ingress", "ingresses", CoreJson.Default.V1Ingress);

    public static readonly ResourceType<V1Job> Job = new("batch", "v1", "Job", "jobs", CoreJson.Default.V1Job);

    public static readonly ResourceType<V1ReplicaSet> ReplicaSet =
        new("apps", "v1", "ReplicaSet", "replicasets", CoreJson.Default.V1ReplicaSet);

    public static readonly ResourceType<V1Pod> Pod = new("", "v1", "Pod", "pods", CoreJson.Default.V1Pod);

    public static readonly ResourceType<NodeFacts> Node = new("", "v1", "Node", "nodes", PartialJson.Default.NodeFacts);

    public static readonly ResourceType<V1Namespace> Namespace = new("", "v1", "Namespace", "namespaces", CoreJson.Default.V1Namespace);

    public static readonly ResourceType<Corev1Event> Event = new("", "v1", "Event", "events", CoreJson.Default.Corev1Event);

    public static ResourceType<V1HorizontalPodAutoscaler>? HorizontalPodAutoscaler(ApiDiscovery discovery) =>
        discovery.Serves("autoscaling/v1")
            ? new("autoscaling", "v1", "HorizontalPodAutoscaler", "horizontalpodautoscalers", CoreJson.Default.V1HorizontalPodAutoscaler)
            : null;

    /// <summary>Served as <c>policy/v1</c> since Kubernetes 1.21, as <c>policy/v1beta1</c> until 1.24; both have the fields that are used.</summary>
    public static ResourceType<V1PodDisruptionBudget>? PodDisruptionBudget(ApiDiscovery discovery)
    {
        string? version = discovery.Serves("policy/v1") ? "v1" : discovery.Serves("policy/v1beta1") ? "v1beta1" : null;
        return version is null
            ? null
            : new("policy", version, "PodDisruptionBudget", "poddisruptionbudgets", CoreJson.Default.V1PodDisruptionBudget);
    }
}
