using MiniStack.ApiPaths;

namespace MiniStack.Lab.Host;

/// <summary>The kinds that the node itself reads and writes.</summary>
internal static class Resources
{
    public static readonly ApiResource Services = new("", "v1", "services", NameRule.Label);
    public static readonly ApiResource Endpoints = new("", "v1", "endpoints");
    public static readonly ApiResource Nodes = new("", "v1", "nodes");
    public static readonly ApiResource ServiceAccounts = new("", "v1", "serviceaccounts");
    public static readonly ApiResource Claims = new("", "v1", "persistentvolumeclaims");
    public static readonly ApiResource Volumes = new("", "v1", "persistentvolumes");
    public static readonly ApiResource StorageClasses = new("storage.k8s.io", "v1", "storageclasses");
}
