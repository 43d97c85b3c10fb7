using System.Text.Json;
using System.Text.Json.Nodes;
using k8s.Models;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Serialization;

namespace MiniStack.Operator.Core.Resources;

/// <summary>Runs the migration's command in a container like the API's, before the pods that need its result.</summary>
/// <remarks>A Job's pod template is immutable: another migration is another Job of the same name.</remarks>
public static class ApiMigrationJob
{
    /// <summary>The fields of <c>spec.api</c> that the Job knows nothing of.</summary>
    private static readonly string[] OutsideTheJob =
    [
        "replicas", "strategy", "port", "service", "health", "autoscale", "ingress", "command", "args", "terminationGracePeriodSeconds",
        "topologySpreadConstraints",
    ];

    /// <returns>Null unless the spec has a migration.</returns>
    public static V1Job? Build(V1Alpha1MiniStack stack)
    {
        if (stack.Spec.Api is not { Migrate: { } migrate } api)
        {
            return null;
        }

        var name = stack.Metadata.Name;
        var metadata = ChildMetadata.Owned(stack, Names.ApiMigration(name), Labels.JobComponent);
        metadata.Annotations = new Dictionary<string, string> { [Annotations.Target] = Key(stack)!, [Annotations.SpecHash] = SpecHash(stack) };
        var pod = ApiContainer.Pod(name, api, ApiContainer.Build(name, api) with { Command = migrate.Command });
        return new V1Job
        {
            ApiVersion = "batch/v1",
            Kind = "Job",
            Metadata = metadata,
            Spec = new V1JobSpec
            {
                // Pods are not restarted but followed by others, so the log of each failure can be read until the Job goes.
                BackoffLimit = 2,
                ActiveDeadlineSeconds = migrate.TimeoutSeconds,
                Template = PodPlacement.OfJob(api, new V1PodTemplateSpec
                {
                    Metadata = new V1ObjectMeta { Labels = Labels.Recommended(name, Labels.JobComponent) },
                    Spec = pod with { RestartPolicy = "Never" },
                }),
            },
        };
    }

    /// <returns>
    /// Another value for another image, another command and another wish to run it again; null unless the spec has a migration.
    /// </returns>
    public static string? Key(V1Alpha1MiniStack stack)
    {
        if (stack.Spec.Api is not { Migrate: { } migrate } api)
        {
            return null;
        }

        var key = new JsonArray([api.Image, .. migrate.Command.Select(word => (JsonNode)word)]);
        if (stack.Metadata.Annotation(Annotations.MigrateAgain) is { } again)
        {
            // No word of a command, and nothing where nobody asked: the migration of an older stack keeps its key.
            key.Add((JsonNode)new JsonObject { ["again"] = again });
        }

        return Resources.SpecHash.Of(key);
    }

    /// <returns>Another value whenever the spec asks for another pod, or for another deadline.</returns>
    public static string SpecHash(V1Alpha1MiniStack stack)
    {
        var spec = JsonSerializer.SerializeToNode(stack.Spec.Api, CoreJson.Default.ApiSpec)!.AsObject();
        foreach (var field in OutsideTheJob)
        {
            spec.Remove(field);
        }

        return Resources.SpecHash.Of(spec);
    }
}
