using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using MiniStack.Lab.ControlPlane.Binaries;
using MiniStack.Operator.Runtime.Client;

namespace MiniStack.Operator.ClusterTests;

/// <summary>
/// What tests ask of the API server as its admin, without starting a kubectl each time: dozens of tests that wait on conditions by
/// processes of 100 ms would measure nothing but kubectl.
/// </summary>
public sealed class AdminClient(string kubeconfig, KubernetesVersion version) : IDisposable
{
    public const string MergePatch = "application/merge-patch+json";
    public const string ApplyPatch = "application/apply-patch+yaml";
    public const string JsonPatch = "application/json-patch+json";

    private readonly k8s.Kubernetes _client = new(ApiClientConfiguration.Load(kubeconfig));

    public void Dispose() => _client.Dispose();

    /// <summary>The path of a kind's objects in a namespace, by kubectl's singular or short name; of one object where it is named.</summary>
    public string PathOf(string kind, string ns, string? name = null)
    {
        var (api, plural) = kind switch
        {
            "ministack" or "ms" => ("apis/ministack.dev/v1alpha1", "ministacks"),
            "deployment" or "statefulset" or "replicaset" => ("apis/apps/v1", kind + "s"),
            "networkpolicy" => ("apis/networking.k8s.io/v1", "networkpolicies"),
            "ingress" => ("apis/networking.k8s.io/v1", "ingresses"),
            "poddisruptionbudget" or "pdb" => (version.IsAtLeast(1, 21) ? "apis/policy/v1" : "apis/policy/v1beta1", "poddisruptionbudgets"),
            "horizontalpodautoscaler" or "hpa" => ("apis/autoscaling/v1", "horizontalpodautoscalers"),
            "job" => ("apis/batch/v1", "jobs"),
            "lease" => ("apis/coordination.k8s.io/v1", "leases"),
            "pvc" => ("api/v1", "persistentvolumeclaims"),
            "quota" => ("api/v1", "resourcequotas"),
            "pod" or "service" or "secret" or "configmap" or "serviceaccount" or "event" => ("api/v1", kind + "s"),
            _ => throw new ArgumentException($"Which resource is a {kind}?", nameof(kind)),
        };
        return $"/{api}/namespaces/{ns}/{plural}{(name is null ? "" : "/" + name)}";
    }

    /// <summary>Reads one object, or null when there is none.</summary>
    public async Task<JsonElement?> FindAsync(string path)
    {
        using var response = await SendAsync(HttpMethod.Get, path);
        return response.StatusCode == HttpStatusCode.NotFound ? null : await ReadAsync(response);
    }

    public async Task<IReadOnlyList<JsonElement>> ListAsync(string path) =>
        [.. (await FindAsync(path) ?? throw new InvalidOperationException($"{path} is not served.")).GetProperty("items").EnumerateArray()];

    /// <returns>The object as it is now.</returns>
    public async Task<JsonElement> PatchAsync(string path, string patch, string type = MergePatch)
    {
        using var response = await SendAsync(HttpMethod.Patch, path, patch, type);
        return await ReadAsync(response);
    }

    public async Task<JsonElement> CreateAsync(string path, string json)
    {
        using var response = await SendAsync(HttpMethod.Post, path, json);
        return await ReadAsync(response);
    }

    /// <summary>Makes or changes an object of the user's, given as YAML, by server-side apply.</summary>
    public Task<JsonElement> ApplyAsync(string path, string yaml) => PatchAsync($"{path}?fieldManager=user&force=true", yaml, ApplyPatch);

    /// <summary>Deletes one object; one that is not there is fine.</summary>
    public async Task DeleteAsync(string path)
    {
        using var response = await SendAsync(HttpMethod.Delete, path);
        if (response.StatusCode != HttpStatusCode.NotFound)
        {
            await ReadAsync(response);
        }
    }

    /// <summary>The answer as it comes: for requests whose refusal is what a test is about.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? content = null, string type = "application/json")
    {
        using var request = new HttpRequestMessage(method, new Uri(_client.BaseUri, path));
        if (content is not null)
        {
            request.Content = new StringContent(content, new MediaTypeHeaderValue(type));
        }

        return await _client.HttpClient.SendAsync(request);
    }

    /// <summary>What is there, and then every change, as watch events, until the server ends the stream.</summary>
    /// <param name="after">A resourceVersion: nothing but the changes after it.</param>
    public async IAsyncEnumerable<JsonElement> WatchAsync(
        string path, [EnumeratorCancellation] CancellationToken cancellationToken, string? after = null)
    {
        var uri = new Uri(_client.BaseUri, $"{path}?watch=true{(after is null ? "" : $"&resourceVersion={after}")}");
        using var request = new HttpRequestMessage(HttpMethod.Get, uri);
        using var response = await _client.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            using var document = JsonDocument.Parse(line);
            yield return document.RootElement.Clone();
        }
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"{response.RequestMessage!.Method} {response.RequestMessage.RequestUri}: {text}", null, response.StatusCode);
        }

        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
