using k8s;
using k8s.Models;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Tests.Resources;

/// <summary>All children of a stack, by the name of the builder that makes them.</summary>
internal static class Children
{
    public static SortedDictionary<string, IKubernetesObject<V1ObjectMeta>> Build(V1Alpha1MiniStack stack, ClusterCapabilities capabilities)
    {
        var children = new SortedDictionary<string, IKubernetesObject<V1ObjectMeta>>(StringComparer.Ordinal)
        {
            [nameof(ApiDeployment)] = ApiDeployment.Build(stack, capabilities, configHash: "c0ffee"),
            [nameof(ApiService)] = ApiService.Build(stack),
            [nameof(ApiServiceAccount)] = ApiServiceAccount.Build(stack),
            [nameof(DatabaseAdminSecret)] = DatabaseAdminSecret.Build(stack, "admin-password"),
            [nameof(DatabaseConfigMap)] = DatabaseConfigMap.Build(stack),
            [nameof(DatabaseNetworkPolicy)] = DatabaseNetworkPolicy.Build(stack),
            [nameof(DatabasePodsService)] = DatabasePodsService.Build(stack),
            [nameof(DatabaseSecret)] = DatabaseSecret.Build(stack, "app-password", volumeUid: "0b8a7c6d-0000-4000-8000-000000000002"),
            [nameof(DatabaseService)] = DatabaseService.Build(stack),
            [nameof(DatabaseVolumeClaim)] = DatabaseVolumeClaim.Build(stack),
            [nameof(PostgresStatefulSet)] = PostgresStatefulSet.Build(stack),
        };
        if (ApiPodDisruptionBudget.Build(stack, capabilities) is { } budget)
        {
            children[nameof(ApiPodDisruptionBudget)] = budget;
        }

        return children;
    }
}
