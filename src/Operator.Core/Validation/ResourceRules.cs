using k8s.Models;

namespace MiniStack.Operator.Core.Validation;

internal static class ResourceRules
{
    /// <param name="path">The field that holds the resources.</param>
    /// <param name="resources">Its value.</param>
    public static IEnumerable<string> Check(string path, V1ResourceRequirements? resources) =>
        [.. Check($"{path}.requests", resources?.Requests), .. Check($"{path}.limits", resources?.Limits)];

    private static IEnumerable<string> Check(string path, IDictionary<string, ResourceQuantity>? quantities)
    {
        foreach (var (name, quantity) in quantities ?? new Dictionary<string, ResourceQuantity>())
        {
            // A double, since a quantity may be larger than a decimal holds.
            if (quantity.ToDouble() < 0)
            {
                yield return $"{path}.{name} must be 0 or more.";
            }
        }
    }
}
