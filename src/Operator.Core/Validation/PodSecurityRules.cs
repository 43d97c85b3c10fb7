using k8s.Models;
using MiniStack.Operator.Core.Diagnosis;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Validation;

/// <summary>
/// The operator makes pods with rights of its own, so whoever may create a MiniStack and no pod would get by it what admission, or a policy
/// that asks who creates a pod, refuses them.
/// </summary>
public static class PodSecurityRules
{
    /// <returns>
    /// What the spec asks for beyond Pod Security <c>baseline</c>, <see cref="VolumeKinds"/> or <see cref="AffinityReach"/>, by its fields; null when it asks for nothing of
    /// the kind.
    /// </returns>
    public static Finding? FindProblem(V1Alpha1MiniStack stack)
    {
        ArgumentNullException.ThrowIfNull(stack);
        var ns = stack.Metadata.NamespaceProperty ?? "";
        List<string> database = [.. Sentences("spec.database", DatabasePod(stack), stack.Spec.Database, ns)];
        List<string> sentences = [.. database, .. Sentences("spec.api", ApiPod(stack), stack.Spec.Api, ns)];
        return sentences.Count == 0
            ? null
            : new Finding(
                database.Count > 0 ? Labels.DatabaseComponent : Labels.ApiComponent,
                FindingCodes.Forbidden,
                $"The operator makes no pod that Pod Security baseline forbids, nor one that may reach into another namespace: {string.Join(' ', sentences)}",
                "Change it, or ask whoever runs the operator to start it with --pod-security privileged");
    }

    /// <summary>The fields have the same names in the spec as in a pod and its containers.</summary>
    private static IEnumerable<string> Sentences(string path, V1PodSpec pod, IPlacedPods placed, string ns) =>
    [
        .. PodSecurityBaseline.Violations(pod)
            .Concat(VolumeKinds.Violations(pod, ns))
            .Concat(AffinityReach.Violations(placed.Affinity, ns))
            .Select(each => $"{path}.{each.Field} {each.Words}.")
            .Distinct(),
        .. PodSecurityBaseline.ViolationsOf(placed.PodMetadata?.Annotations)
            .Select(each => $"{path}.podMetadata.annotations[{Quoted.Of(each.Key)}] {each.Words}."),
    ];

    /// <summary>As far as the spec goes; the migration's has the same rights.</summary>
    private static V1PodSpec ApiPod(V1Alpha1MiniStack stack)
    {
        var (name, api) = (stack.Metadata.Name, stack.Spec.Api);
        return ApiContainer.Pod(name, api, ApiContainer.Build(name, api));
    }

    private static V1PodSpec DatabasePod(V1Alpha1MiniStack stack) => new()
    {
        SecurityContext = PostgresContainer.PodSecurity(stack.Spec.Database),
        Containers = [PostgresContainer.Build(Names.DatabaseContainer, stack.Spec.Database)],
    };
}
