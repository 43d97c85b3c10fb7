namespace MiniStack.Lab.Tests.EndToEnd;

/// <summary>A kind as the API server's paths name it.</summary>
internal sealed record Resource(string Group, string Plural)
{
    public static readonly Resource Stack = new("apis/ministack.dev/v1alpha1", "ministacks");
    public static readonly Resource Pods = new("api/v1", "pods");
    public static readonly Resource Services = new("api/v1", "services");
    public static readonly Resource Secrets = new("api/v1", "secrets");
    public static readonly Resource ConfigMaps = new("api/v1", "configmaps");
    public static readonly Resource Events = new("api/v1", "events");
    public static readonly Resource Claims = new("api/v1", "persistentvolumeclaims");
    public static readonly Resource Deployments = new("apis/apps/v1", "deployments");
    public static readonly Resource StatefulSets = new("apis/apps/v1", "statefulsets");
    public static readonly Resource ReplicaSets = new("apis/apps/v1", "replicasets");
    public static readonly Resource Jobs = new("apis/batch/v1", "jobs");
    public static readonly Resource Autoscalers = new("apis/autoscaling/v1", "horizontalpodautoscalers");
    public static readonly Resource Ingresses = new("apis/networking.k8s.io/v1", "ingresses");

    public string PathOf(string @namespace) => $"/{Group}/namespaces/{@namespace}/{Plural}";

    public string PathOf(string @namespace, string name) => $"{PathOf(@namespace)}/{name}";

    public override string ToString() => Plural;
}
