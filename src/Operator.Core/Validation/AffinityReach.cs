using k8s.Models;

namespace MiniStack.Operator.Core.Validation;

/// <summary>
/// Which pods a stack's may keep to or away from: those of its own namespace. Where another one's were kept off a node, the stack would have
/// power over a namespace that is not its user's.
/// </summary>
internal static class AffinityReach
{
    /// <returns>As <see cref="PodSecurityBaseline.Violations"/>.</returns>
    public static IEnumerable<(string Field, string Words)> Violations(V1Affinity? affinity, string ns) =>
    [
        .. Violations("affinity.podAffinity", affinity?.PodAffinity?.RequiredDuringSchedulingIgnoredDuringExecution,
            affinity?.PodAffinity?.PreferredDuringSchedulingIgnoredDuringExecution, ns),
        .. Violations("affinity.podAntiAffinity", affinity?.PodAntiAffinity?.RequiredDuringSchedulingIgnoredDuringExecution,
            affinity?.PodAntiAffinity?.PreferredDuringSchedulingIgnoredDuringExecution, ns),
    ];

    private static IEnumerable<(string Field, string Words)> Violations(
        string path, IList<V1PodAffinityTerm>? required, IList<V1WeightedPodAffinityTerm>? preferred, string ns) =>
    [
        .. (required ?? []).SelectMany((each, i) => Violations($"{path}.requiredDuringSchedulingIgnoredDuringExecution[{i}]", each, ns)),
        .. (preferred ?? []).SelectMany(
            (each, i) => Violations($"{path}.preferredDuringSchedulingIgnoredDuringExecution[{i}].podAffinityTerm", each.PodAffinityTerm, ns)),
    ];

    private static IEnumerable<(string Field, string Words)> Violations(string path, V1PodAffinityTerm? term, string ns)
    {
        if (term?.NamespaceSelector is not null)
        {
            yield return ($"{path}.namespaceSelector", "must not be used");
        }

        if (term?.Namespaces?.FirstOrDefault(each => each != ns) is { } other)
        {
            yield return ($"{path}.namespaces", $"must have the stack's own namespace alone, but has {Quoted.Of(other)}");
        }
    }
}
