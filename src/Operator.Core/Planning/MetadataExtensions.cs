using k8s.Models;

namespace MiniStack.Operator.Core.Planning;

internal static class MetadataExtensions
{
    /// <returns>The annotation's value; null where there is none, or no object.</returns>
    public static string? Annotation(this V1ObjectMeta? metadata, string key) =>
        metadata?.Annotations is { } annotations && annotations.TryGetValue(key, out var value) ? value : null;
}
