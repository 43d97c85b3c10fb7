using System.Globalization;
using k8s.Models;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>What a pod asks its node for.</summary>
internal static class PodRequests
{
    /// <summary>As the scheduler counts: the containers' sum, or the largest of the init containers.</summary>
    /// <returns>Null when it asks for none.</returns>
    public static ResourceQuantity? Of(V1Pod pod, string resource)
    {
        var containers = Amounts(pod.Spec.Containers);
        var sum = containers is [var only] ? only : containers.Count == 0 ? null : Sum(containers);
        var largest = Amounts(pod.Spec.InitContainers).MaxBy(each => each.ToDecimal());
        return sum is null || largest?.ToDecimal() > sum.ToDecimal() ? largest : sum;

        List<ResourceQuantity> Amounts(IList<V1Container>? list) =>
            [.. (list ?? []).Select(each => each.Resources?.Requests is { } requests && requests.TryGetValue(resource, out var amount) ? amount : null).OfType<ResourceQuantity>()];

        static ResourceQuantity Sum(IEnumerable<ResourceQuantity> amounts) =>
            new(amounts.Sum(each => each.ToDecimal()).ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>The field of the spec that the amount comes from: a request left out is as large as the limit.</summary>
    public static string FieldOf(ObservedPod pod, string resource)
    {
        var spec = pod.Stack.Stack.Spec;
        var (path, resources) = pod.Component == Labels.DatabaseComponent
            ? ("spec.database.resources", spec.Database.Resources)
            : ("spec.api.resources", spec.Api.Resources);
        var isLimit = resources?.Requests?.ContainsKey(resource) is not true && resources?.Limits?.ContainsKey(resource) is true;
        return $"{path}.{(isLimit ? "limits" : "requests")}.{resource}";
    }
}
