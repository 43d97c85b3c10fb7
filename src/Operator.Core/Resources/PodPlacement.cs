using k8s.Models;
using MiniStack.Operator.Core.Entities;

namespace MiniStack.Operator.Core.Resources;

/// <summary>Where a component's pods run and what else they carry, as its spec says. A component that says nothing has the template that it had.</summary>
/// <remarks>A part of the pod templates: changing it is a new <see cref="TemplateRevision"/>.</remarks>
internal static class PodPlacement
{
    /// <summary>On a container's profile by its name, and a Job may have no container of that name: the API server would refuse its pods.</summary>
    private const string OfContainer = "container.";

    /// <param name="selector">Of the component's pods, for a spread that names none.</param>
    /// <returns>The same template, changed.</returns>
    public static V1PodTemplateSpec Of(IPlacedPods placed, V1PodTemplateSpec template, IDictionary<string, string> selector)
    {
        Place(placed, template);
        template.Metadata.Annotations = Under(template.Metadata.Annotations, placed.PodMetadata?.Annotations);
        template.Spec.Affinity = placed.Affinity;
        template.Spec.TopologySpreadConstraints = placed.TopologySpreadConstraints?
            .Select(each => each with { LabelSelector = each.LabelSelector ?? new V1LabelSelector { MatchLabels = selector } })
            .ToList();
        return template;
    }

    /// <summary>
    /// A Job's only pod goes where the component's may. It keeps away from none of them, nor is it spread among them: where each node has one
    /// already, no node would take it.
    /// </summary>
    /// <returns>The same template, changed.</returns>
    public static V1PodTemplateSpec OfJob(IPlacedPods placed, V1PodTemplateSpec template)
    {
        Place(placed, template);
        template.Metadata.Annotations = Under(
            template.Metadata.Annotations,
            placed.PodMetadata?.Annotations?.Where(each => !each.Key.StartsWith(OfContainer, StringComparison.Ordinal)));
        template.Spec.Affinity = placed.Affinity?.NodeAffinity is { } nodes ? new V1Affinity { NodeAffinity = nodes } : null;
        return template;
    }

    private static void Place(IPlacedPods placed, V1PodTemplateSpec template)
    {
        template.Metadata.Labels = Under(template.Metadata.Labels, placed.PodMetadata?.Labels);
        template.Spec.NodeSelector = placed.NodeSelector;
        template.Spec.Tolerations = placed.Tolerations;
        template.Spec.PriorityClassName = placed.PriorityClassName;
        template.Spec.RuntimeClassName = placed.RuntimeClassName;
    }

    /// <returns>Both, and of one name ours.</returns>
    private static IDictionary<string, string>? Under(IDictionary<string, string>? ours, IEnumerable<KeyValuePair<string, string>>? own)
    {
        var added = own?.Where(each => ours?.ContainsKey(each.Key) is not true).ToList();
        return added is not { Count: > 0 } ? ours : new Dictionary<string, string>([.. ours ?? new Dictionary<string, string>(), .. added]);
    }
}
