using k8s;
using k8s.Models;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Resources;
using MiniStack.Operator.Core.Tests.Planning;

namespace MiniStack.Operator.Core.Tests.Resources;

/// <summary>All children of a stack, by the name of the builder that makes them.</summary>
internal static class Children
{
    private const string VolumeUid = "0b8a7c6d-0000-4000-8000-000000000002";

    public static SortedDictionary<string, IKubernetesObject<V1ObjectMeta>> Build(V1Alpha1MiniStack stack, ClusterCapabilities capabilities)
    {
        var children = new SortedDictionary<string, IKubernetesObject<V1ObjectMeta>>(StringComparer.Ordinal)
        {
            [nameof(ApiDeployment)] = ApiDeployment.Build(stack, Rollout(stack, TemplateRevision.Current(capabilities))),
            [nameof(ApiService)] = ApiService.Build(stack),
            [nameof(ApiServiceAccount)] = ApiServiceAccount.Build(stack),
            [nameof(DatabaseAdminSecret)] = DatabaseAdminSecret.Build(stack, Observed.Credentials, VolumeUid),
            [nameof(DatabaseConfigMap)] = DatabaseConfigMap.Build(stack),
            [nameof(DatabaseNetworkPolicy)] = DatabaseNetworkPolicy.Build(stack),
            [nameof(DatabasePodsService)] = DatabasePodsService.Build(stack),
            [nameof(DatabaseSecret)] = DatabaseSecret.Build(stack, Observed.Credentials, VolumeUid),
            [nameof(DatabaseService)] = DatabaseService.Build(stack),
            [nameof(DatabaseVolumeClaim)] = DatabaseVolumeClaim.Build(stack),
            [nameof(PostgresStatefulSet)] = PostgresStatefulSet.Build(stack, TemplateRevision.Current(capabilities), "5a17ed"),
            [nameof(DatabasePasswordJob)] = DatabasePasswordJob.Build(stack, "f1ngerpr1nt"),
        };
        AddUnlessNull(nameof(ApiHorizontalPodAutoscaler), ApiHorizontalPodAutoscaler.Build(stack));
        AddUnlessNull(nameof(ApiIngress), ApiIngress.Build(stack));
        AddUnlessNull(nameof(ApiMigrationJob), ApiMigrationJob.Build(stack));
        AddUnlessNull(nameof(DatabaseExtensionsJob), DatabaseExtensionsJob.Target(stack) is { } target ? DatabaseExtensionsJob.Build(stack, target) : null);
        AddUnlessNull(nameof(ApiPodDisruptionBudget), ApiPodDisruptionBudget.Build(stack, capabilities));
        return children;

        void AddUnlessNull(string name, IKubernetesObject<V1ObjectMeta>? child)
        {
            if (child is not null)
            {
                children[name] = child;
            }
        }
    }

    /// <summary>A rollout as the spec asks for it.</summary>
    public static ApiRollout Rollout(V1Alpha1MiniStack stack, TemplateRevision revision)
    {
        var autoscaled = stack.Spec.Api.Autoscale is not null && !stack.Spec.Suspend;
        int? replicas = autoscaled ? null : stack.Spec.Suspend ? 0 : stack.Spec.Api.Replicas;
        return new ApiRollout(revision, "c0ffee", replicas, ApiMigrationJob.Key(stack), autoscaled);
    }
}
