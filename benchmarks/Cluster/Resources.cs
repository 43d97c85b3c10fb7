using MiniStack.ApiPaths;

namespace MiniStack.Benchmarks.Cluster;

/// <summary>The kinds that the scenarios read and write.</summary>
internal static class Resources
{
    public static readonly ApiResource Stacks = new("ministack.dev", "v1alpha1", "ministacks");
    public static readonly ApiResource ServiceAccounts = Core("serviceaccounts");
    public static readonly ApiResource ConfigMaps = Core("configmaps");
    public static readonly ApiResource Deployments = Apps("deployments");
    public static readonly ApiResource StatefulSets = Apps("statefulsets");

    public static ApiResource Core(string plural) => new("", "v1", plural);

    public static ApiResource Apps(string plural) => new("apps", "v1", plural);

    /// <summary>Of a kind that a stack has children of.</summary>
    public static ApiResource Child(string plural) => plural switch
    {
        "deployments" or "statefulsets" => Apps(plural),
        "networkpolicies" => new("networking.k8s.io", "v1", plural),
        _ => Core(plural),
    };
}
