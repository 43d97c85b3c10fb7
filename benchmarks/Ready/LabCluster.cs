using System.Globalization;
using System.Text;
using System.Text.Json;
using MiniStack.ApiPaths;
using MiniStack.Benchmarks.Cluster;
using MiniStack.Lab.ControlPlane.Binaries;
using MiniStack.Lab.ControlPlane.Processes;

namespace MiniStack.Benchmarks.Ready;

/// <summary>A lab that is up, with its operator and real pods.</summary>
internal sealed class LabCluster : IDisposable
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly string _kubectl;
    private readonly string _kubeconfig;

    private LabCluster(string kubectl, string kubeconfig)
    {
        (_kubectl, _kubeconfig) = (kubectl, kubeconfig);
        Client = new RawClient(kubeconfig);
    }

    public RawClient Client { get; }

    /// <exception cref="BenchException">There is none.</exception>
    public static async Task<LabCluster> ConnectAsync(string kubeconfig, IProgress<string> progress, CancellationToken cancellationToken)
    {
        if (!File.Exists(kubeconfig))
        {
            throw new BenchException($"No lab is up ({kubeconfig} is not there): start one with ./lab up.");
        }

        var lab = new LabCluster((await KubernetesBinaries.EnsureAsync(progress, cancellationToken)).Kubectl, kubeconfig);
        try
        {
            await lab.CheckAsync(cancellationToken);
            return lab;
        }
        catch
        {
            lab.Dispose();
            throw;
        }
    }

    /// <summary>A new namespace in which pods can start.</summary>
    /// <returns>Its name, which is always as long.</returns>
    public async Task<string> CreateNamespaceAsync(CancellationToken cancellationToken)
    {
        var ns = "bench-" + Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)[..8];
        await Client.SendAsync(
            HttpMethod.Post, ApiResource.Namespaces.Collection(null), Encoding.UTF8.GetBytes($$$"""{"metadata":{"name":"{{{ns}}}"}}"""), cancellationToken: cancellationToken);
        await UntilAsync(Resources.ServiceAccounts, ns, "default", _ => true, cancellationToken);
        await UntilAsync(Resources.ConfigMaps, ns, "kube-root-ca.crt", _ => true, cancellationToken);
        return ns;
    }

    /// <summary>Deletes it and waits until its pods are gone, so that they take nothing from what is measured next.</summary>
    public Task RemoveNamespaceAsync(string ns, CancellationToken cancellationToken) => KubectlAsync(null, cancellationToken, "delete", "namespace", ns);

    public Task KubectlAsync(string? input, CancellationToken cancellationToken, params IEnumerable<string> arguments) =>
        ProcessRunner.RunOrThrowAsync(new(_kubectl, ["--kubeconfig", _kubeconfig, .. arguments]), input, cancellationToken: cancellationToken);

    /// <summary>Watches one object until it is as wanted.</summary>
    /// <exception cref="BenchException">It did not get so within minutes.</exception>
    public async Task UntilAsync(ApiResource resource, string ns, string name, Func<JsonElement, bool> isIt, CancellationToken cancellationToken)
    {
        var one = resource.Collection(ns).With(("fieldSelector", FieldSelector.Is("metadata.name", name).ToString()));
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Patience);
        try
        {
            await foreach (var line in Client.WatchAsync(one, timeout.Token))
            {
                using var change = JsonDocument.Parse(line);
                if (isIt(change.RootElement.GetProperty("object")))
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BenchException($"{resource.Plural} {ns}/{name} did not get ready within {Patience.TotalMinutes} minutes.");
        }
    }

    public void Dispose() => Client.Dispose();

    /// <exception cref="BenchException">It does not answer, or no operator works there.</exception>
    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(AnswerTimeout);
        try
        {
            var answer = await Client.SendAsync(
                HttpMethod.Get, Resources.Deployments.Collection("ministack-system"), cancellationToken: timeout.Token);
            using var deployments = JsonDocument.Parse(answer);
            if (!deployments.RootElement.GetProperty("items").EnumerateArray().Any(WorkloadStatus.IsReady))
            {
                throw new BenchException("The lab's operator is not ready: see ./lab status.");
            }
        }
        catch (Exception exception) when (
            exception is HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new BenchException($"The lab of {_kubeconfig} does not answer: {exception.Message}");
        }
    }
}
