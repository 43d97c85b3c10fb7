using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using k8s;
using k8s.Models;
using MiniStack.Operator.Cluster;
using MiniStack.Operator.Core.Diagnosis;
using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Resources;
using MiniStack.Operator.Core.Serialization;
using MiniStack.Operator.Runtime.Client;

namespace MiniStack.Recorder;

/// <summary>Moments of one stack, each a file with all that a diagnosis sees. Secrets are never read.</summary>
internal sealed class Recording(ApiClient client, EvidenceReader evidence, string ns, string name)
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task WatchAsync(string folder, string ns, string name, CancellationToken cancellationToken)
    {
        using var client = new ApiClient(ApiClientConfiguration.Load(null));
        var evidence = new EvidenceReader(client, new EventReader(client, TimeProvider.System, _ => { }), new NodeReader(client, TimeProvider.System), missed => Console.Error.WriteLine($"note: {missed.What}: {missed.Why}"));
        var recording = new Recording(client, evidence, ns, name);
        Directory.CreateDirectory(folder);
        var start = DateTime.UtcNow;
        var told = "";
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        try
        {
            do
            {
                var now = DateTime.UtcNow;
                if (await recording.ObserveAsync(cancellationToken) is not { } observed)
                {
                    continue;
                }

                if (Sight(observed, now) is not { } sight || sight == told)
                {
                    continue;
                }

                told = sight;
                var file = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{(now - start).TotalSeconds:000}s.json"));
                await File.WriteAllTextAsync(file, Write(observed, now), cancellationToken);
                Console.WriteLine($"{file}\n  {sight.ReplaceLineEndings("\n  ")}");
            }
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The time is over.
        }
    }

    /// <summary>What is said, and the states of the containers: what differs from moment to moment. Null where nothing is wrong.</summary>
    private static string? Sight(ObservedStack observed, DateTime now)
    {
        var findings = StackDiagnosis.Diagnose(observed, [], now).Findings;
        if (findings.Count == 0)
        {
            return null;
        }

        var text = new StringBuilder();
        foreach (var finding in findings)
        {
            text.Append(finding.Component).Append(' ').Append(finding.Code).Append(": ").Append(finding.Message).Append(" > ").Append(finding.Hint).Append('\n');
        }

        foreach (var status in observed.Evidence.Pods.SelectMany(pod => (pod.Status?.InitContainerStatuses ?? []).Concat(pod.Status?.ContainerStatuses ?? [])))
        {
            var state = status.State?.Waiting?.Reason ?? status.State?.Terminated?.Reason ?? "running";
            text.Append(CultureInfo.InvariantCulture, $"{status.Name} {state} {Math.Min(status.RestartCount, 2)}\n");
        }

        return text.ToString().TrimEnd();
    }

    private async Task<ObservedStack?> ObserveAsync(CancellationToken cancellationToken)
    {
        if (await client.GetAsync(ResourceTypes.MiniStack, new ObjectKey(ns, name), cancellationToken) is not { } stack)
        {
            return null;
        }

        var observed = new ObservedStack(stack)
        {
            Volume = await ReadAsync(ResourceTypes.PersistentVolumeClaim, Names.DatabaseData(name)),
            Database = await ReadAsync(ResourceTypes.StatefulSet, Names.Database(name)),
            Api = await ReadAsync(ResourceTypes.Deployment, Names.Api(name)),
            MigrationJob = await ReadAsync(ResourceTypes.Job, Names.ApiMigration(name)),
            PasswordJob = await ReadAsync(ResourceTypes.Job, Names.DatabasePassword(name)),
        };
        return observed with { Evidence = await evidence.ReadAsync(observed, cancellationToken) };

        Task<T?> ReadAsync<T>(Operator.Runtime.Client.ResourceType<T> type, string child)
            where T : class, IKubernetesObject<V1ObjectMeta> => client.GetAsync(type, new ObjectKey(ns, child), cancellationToken);
    }

    private static string Write(ObservedStack observed, DateTime now)
    {
        List<string> items =
        [
            Item("ministack.dev/v1alpha1", "MiniStack", observed.Stack, CoreJson.Default.V1Alpha1MiniStack),
            .. One("v1", "PersistentVolumeClaim", observed.Volume, CoreJson.Default.V1PersistentVolumeClaim),
            .. One("apps/v1", "StatefulSet", observed.Database, CoreJson.Default.V1StatefulSet),
            .. One("apps/v1", "Deployment", observed.Api, CoreJson.Default.V1Deployment),
            .. One("batch/v1", "Job", observed.MigrationJob, CoreJson.Default.V1Job),
            .. One("batch/v1", "Job", observed.PasswordJob, CoreJson.Default.V1Job),
            .. observed.Evidence.ReplicaSets.Select(each => Item("apps/v1", "ReplicaSet", each, CoreJson.Default.V1ReplicaSet)),
            .. observed.Evidence.Pods.Select(each => Item("v1", "Pod", each, CoreJson.Default.V1Pod)),
            .. observed.Evidence.Events.Select(each => Item("v1", "Event", each, CoreJson.Default.Corev1Event)),
        ];
        return $$"""
            {
              "takenAt": "{{now.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)}}",
              "items": [
                {{string.Join(",\n    ", items)}}
              ],
              "logs": {{Logs(isPrevious: false)}},
              "previousLogs": {{Logs(isPrevious: true)}}
            }

            """;

        string Logs(bool isPrevious) => new JsonObject(
            observed.Evidence.Logs.Where(each => each.IsPrevious == isPrevious)
                .Select(each => KeyValuePair.Create($"{each.Pod}/{each.Container}", (JsonNode?)each.Text))).ToJsonString(Readable);

        static IEnumerable<string> One<T>(string version, string kind, T? item, JsonTypeInfo<T> json)
            where T : class => item is null ? [] : [Item(version, kind, item, json)];
    }

    /// <summary>One line, with what an item of a list lacks.</summary>
    private static string Item<T>(string version, string kind, T item, JsonTypeInfo<T> json)
    {
        var node = JsonSerializer.SerializeToNode(item, json)!.AsObject();
        node.Remove("apiVersion");
        node.Remove("kind");
        (node["metadata"] as JsonObject)?.Remove("managedFields");
        return new JsonObject([KeyValuePair.Create("apiVersion", (JsonNode?)version), KeyValuePair.Create("kind", (JsonNode?)kind), .. node.Select(each => KeyValuePair.Create(each.Key, each.Value?.DeepClone()))])
            .ToJsonString(Readable);
    }
}
