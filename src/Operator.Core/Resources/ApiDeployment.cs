using System.Text.Json;
using System.Text.Json.Nodes;
using k8s.Models;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Serialization;

namespace MiniStack.Operator.Core.Resources;

/// <summary>Keeps the API's pods running, and replaces them without a gap.</summary>
public static class ApiDeployment
{
    /// <summary>The fields of <c>spec.api</c> that its pods know nothing of.</summary>
    private static readonly string[] OutsideTheTemplate = ["replicas", "strategy", "service", "migrate", "autoscale", "ingress"];

    public static V1Deployment Build(V1Alpha1MiniStack stack, ApiRollout rollout)
    {
        var name = stack.Metadata.Name;
        var metadata = ChildMetadata.Owned(stack, Names.Api(name), Labels.ApiComponent);
        metadata.Annotations = WorkloadAnnotations(stack, rollout);
        return new V1Deployment
        {
            ApiVersion = "apps/v1",
            Kind = "Deployment",
            Metadata = metadata,
            Spec = new V1DeploymentSpec
            {
                Replicas = rollout.Replicas,
                RevisionHistoryLimit = 2,
                // Below the startup budget, a slow start would be reported as a failed rollout.
                ProgressDeadlineSeconds = stack.Spec.Api.Health.StartupSeconds + 300,
                Strategy = new V1DeploymentStrategy
                {
                    Type = stack.Spec.Api.Strategy,
                    RollingUpdate = stack.Spec.Api.Strategy == RolloutStrategy.RollingUpdate
                        ? new V1RollingUpdateDeployment { MaxUnavailable = 0, MaxSurge = 1 }
                        : null,
                },
                Selector = new V1LabelSelector { MatchLabels = Labels.Selector(name, Labels.ApiComponent) },
                Template = ApiPodTemplate.Build(stack, rollout.Revision, rollout.ConfigHash),
            },
        };
    }

    /// <returns>Another value whenever the spec, or a wish to restart, asks for another pod template.</returns>
    public static string SpecHash(V1Alpha1MiniStack stack)
    {
        var spec = JsonSerializer.SerializeToNode(stack.Spec.Api, CoreJson.Default.ApiSpec)!.AsObject();
        foreach (var field in OutsideTheTemplate)
        {
            spec.Remove(field);
        }

        return Resources.SpecHash.Of(new JsonObject { ["api"] = spec, ["restartedAt"] = ApiPodTemplate.RestartedAt(stack) });
    }

    private static Dictionary<string, string> WorkloadAnnotations(V1Alpha1MiniStack stack, ApiRollout rollout)
    {
        var annotations = new Dictionary<string, string>
        {
            [Annotations.TemplateRevision] = rollout.Revision.ToString(),
            [Annotations.SpecHash] = SpecHash(stack),
        };
        if (rollout.MigrationKey is { } key)
        {
            annotations[Annotations.Migrated] = key;
        }

        if (rollout.Autoscaled)
        {
            annotations[Annotations.Autoscaled] = "true";
        }

        return annotations;
    }
}
