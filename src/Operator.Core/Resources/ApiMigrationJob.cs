using System.Text.Json.Nodes;
using k8s.Models;
using MiniStack.Operator.Core.Entities;

namespace MiniStack.Operator.Core.Resources;

/// <summary>Runs the migration's command in a container like the API's, before the pods that need its result.</summary>
/// <remarks>A Job's pod template is immutable: another migration is another Job of the same name.</remarks>
public static class ApiMigrationJob
{
    /// <returns>Null unless the spec has a migration.</returns>
    public static V1Job? Build(V1Alpha1MiniStack stack)
    {
        if (stack.Spec.Api is not { Migrate: { } migrate } api)
        {
            return null;
        }

        var name = stack.Metadata.Name;
        var metadata = ChildMetadata.Owned(stack, Names.ApiMigration(name), Labels.JobComponent);
        metadata.Annotations = new Dictionary<string, string> { [Annotations.Target] = Key(stack)! };
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
                Template = new V1PodTemplateSpec
                {
                    Metadata = new V1ObjectMeta { Labels = Labels.Recommended(name, Labels.JobComponent) },
                    Spec = pod with { RestartPolicy = "Never" },
                },
            },
        };
    }

    /// <returns>Another value for another image or another command; null unless the spec has a migration.</returns>
    public static string? Key(V1Alpha1MiniStack stack) =>
        stack.Spec.Api is { Migrate: { } migrate } api
            ? SpecHash.Of(new JsonArray([api.Image, .. migrate.Command.Select(word => (JsonNode)word)]))
            : null;
}
