using k8s;
using k8s.Autorest;
using k8s.Models;
using MiniStack.Lab.Providers;

namespace MiniStack.Lab.Kind;

/// <summary>Looks at a cluster through its API server.</summary>
public sealed class ClusterProbe(string kubeconfigPath)
{
    private static readonly TimeSpan AnswerDeadline = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>What the cluster still lacks, or null when it is ready; see <see cref="ClusterReadiness"/>.</summary>
    /// <param name="expected">The containers of its Kubernetes nodes, as they are since their last start.</param>
    public async Task<string?> FindMissingAsync(IReadOnlyList<KindNode> expected, CancellationToken cancellationToken)
    {
        try
        {
            using var client = CreateClient();
            var nodes = await client.CoreV1.ListNodeAsync(cancellationToken: cancellationToken);
            var dns = await client.DiscoveryV1.ListNamespacedEndpointSliceAsync(
                "kube-system", labelSelector: "kubernetes.io/service-name=kube-dns", cancellationToken: cancellationToken);
            var storage = await client.StorageV1.ListStorageClassAsync(cancellationToken: cancellationToken);
            var pods = await client.CoreV1.ListPodForAllNamespacesAsync(cancellationToken: cancellationToken);
            return ClusterReadiness.FindMissing(nodes.Items, expected, dns.Items, storage.Items, pods.Items);
        }
        catch (Exception e) when (IsNoAnswer(e, cancellationToken))
        {
            return $"the API server does not answer ({ReasonOf(e)})";
        }
    }

    /// <summary>Waits until nothing is missing. Returns what is when the time is up.</summary>
    public async Task<string?> WaitAsync(IReadOnlyList<KindNode> expected, TimeSpan deadline, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var missing = await FindMissingAsync(expected, cancellationToken);
            if (missing is null || TimeProvider.System.GetElapsedTime(started) > deadline)
                return missing;
            progress.Report(missing);
            await Task.Delay(PollInterval, cancellationToken);
        }
    }

    /// <summary>Whether the API server says that there is neither a volume nor a claim. False when it does not answer.</summary>
    public async Task<bool> KnowsNoVolumeAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var client = CreateClient();
            var volumes = await client.CoreV1.ListPersistentVolumeAsync(cancellationToken: cancellationToken);
            var claims = await client.CoreV1.ListPersistentVolumeClaimForAllNamespacesAsync(cancellationToken: cancellationToken);
            return volumes.Items is [] && claims.Items is [];
        }
        catch (Exception e) when (IsNoAnswer(e, cancellationToken))
        {
            return false;
        }
    }

    /// <summary>The static pods of the control plane; empty when the API server does not answer.</summary>
    public async Task<IReadOnlyList<ComponentStatus>> ListControlPlaneAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var client = CreateClient();
            var pods = await client.CoreV1.ListNamespacedPodAsync("kube-system", labelSelector: "tier=control-plane", cancellationToken: cancellationToken);
            return [.. pods.Items.Select(Describe).OrderBy(component => component.Name, StringComparer.Ordinal)];
        }
        catch (Exception e) when (IsNoAnswer(e, cancellationToken))
        {
            return [];
        }
    }

    private static ComponentStatus Describe(V1Pod pod)
    {
        var container = pod.Status?.ContainerStatuses?.FirstOrDefault();
        return new(
            pod.Metadata.Labels?.TryGetValue("component", out var component) == true ? component : pod.Metadata.Name,
            container?.State?.Running is not null,
            container?.RestartCount ?? 0,
            pod.Spec.NodeName);
    }

    private Kubernetes CreateClient()
    {
        var configuration = KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfigPath);
        configuration.HttpClientTimeout = AnswerDeadline;
        return new Kubernetes(configuration);
    }

    private static string ReasonOf(Exception e) => e switch
    {
        OperationCanceledException => $"nothing within {AnswerDeadline.TotalSeconds:0} s",
        HttpOperationException { Response: { } response } => $"status {(int)response.StatusCode}",
        _ => e.GetBaseException().Message.TrimEnd('.'),
    };

    private static bool IsNoAnswer(Exception e, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested
        && e is HttpRequestException or HttpOperationException or OperationCanceledException or IOException or k8s.Exceptions.KubeConfigException;
}
