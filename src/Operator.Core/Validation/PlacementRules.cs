using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Validation;

/// <summary>What a component's pods may carry beside the operator's own labels and annotations. The rest of a placement Kubernetes judges.</summary>
internal static class PlacementRules
{
    /// <param name="path">The field that holds the component.</param>
    /// <param name="placed">Its value.</param>
    public static IEnumerable<string> Check(string path, IPlacedPods placed) =>
    [
        .. Reserved($"{path}.podMetadata.labels", placed.PodMetadata?.Labels, Labels.IsReserved),
        .. Reserved($"{path}.podMetadata.annotations", placed.PodMetadata?.Annotations, Annotations.IsReserved),
    ];

    private static IEnumerable<string> Reserved(string path, IDictionary<string, string>? entries, Func<string, bool> isReserved) =>
        (entries?.Keys ?? []).Where(isReserved).Select(key => $"{path}[{Quoted.Of(key)}] must not be set, since the operator or Kubernetes sets it.");
}
