using k8s.Models;

namespace MiniStack.Operator.Core.Planning;

internal static class MetadataExtensions
{
    /// <returns>The annotation's value; null where there is none, or no object.</returns>
    public static string? Annotation(this V1ObjectMeta? metadata, string key) =>
        metadata?.Annotations is { } annotations && annotations.TryGetValue(key, out var value) ? value : null;

    /// <returns>The Job that a pod is of; null where it is of none.</returns>
    public static V1OwnerReference? Job(this V1ObjectMeta metadata) => metadata.OwnerReferences?.FirstOrDefault(owner => owner.Kind == "Job");
}
