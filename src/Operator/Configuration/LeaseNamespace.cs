using k8s;

namespace MiniStack.Operator.Configuration;

/// <summary>Where the lease lives when nobody says.</summary>
internal static class LeaseNamespace
{
    private const string PodNamespaceFile = "/var/run/secrets/kubernetes.io/serviceaccount/namespace";

    /// <returns>The pod's own namespace, else that of the kubeconfig's context, else <c>default</c>.</returns>
    public static string Find(OperatorOptions options, KubernetesClientConfiguration configuration)
    {
        if (options.LeaseNamespace is { } given)
        {
            return given;
        }

        if (options.Kubeconfig is null && File.Exists(PodNamespaceFile))
        {
            return File.ReadAllText(PodNamespaceFile).Trim();
        }

        return string.IsNullOrEmpty(configuration.Namespace) ? "default" : configuration.Namespace;
    }
}
