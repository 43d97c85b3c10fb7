using k8s;
using k8s.Exceptions;
using k8s.KubeConfigModels;

namespace MiniStack.Operator.Runtime.Client;

/// <summary>Finds the cluster: an explicit kubeconfig, else the pod's own ServiceAccount, else the user's kubeconfig.</summary>
public static class ApiClientConfiguration
{
    /// <param name="kubeconfig">A path, or null to look in the usual places.</param>
    /// <param name="context">Of the kubeconfig; null for its current one.</param>
    /// <exception cref="KubeConfigException">The file is missing or not a kubeconfig.</exception>
    public static KubernetesClientConfiguration Load(string? kubeconfig, string? context = null) =>
        kubeconfig is null && context is null && KubernetesClientConfiguration.IsInCluster()
            ? KubernetesClientConfiguration.InClusterConfig()
            : KubernetesClientConfiguration.BuildConfigFromConfigObject(Read(kubeconfig is null ? UsersFiles() : [kubeconfig]), context);

    /// <summary>Where kubectl looks: those files that <c>KUBECONFIG</c> lists and that exist, by default <c>~/.kube/config</c>.</summary>
    private static string[] UsersFiles()
    {
        var listed = (Environment.GetEnvironmentVariable("KUBECONFIG") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var existing = listed.Where(File.Exists).ToArray();
        return existing.Length > 0 ? existing : [listed.FirstOrDefault(KubernetesClientConfiguration.KubeConfigDefaultLocation)];
    }

    /// <summary>Of what several files name, the first one counts.</summary>
    private static K8SConfiguration Read(string[] files)
    {
        var all = files.Select(file => KubernetesClientConfiguration.LoadKubeConfig(file)).ToList();
        var merged = all[0];
        merged.CurrentContext = all.Select(each => each.CurrentContext).FirstOrDefault(name => !string.IsNullOrEmpty(name));
        merged.Clusters = [.. all.SelectMany(each => each.Clusters ?? [])];
        merged.Contexts = [.. all.SelectMany(each => each.Contexts ?? [])];
        merged.Users = [.. all.SelectMany(each => each.Users ?? [])];
        return merged;
    }
}
